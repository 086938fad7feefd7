import { appendFileSync } from 'node:fs';
import { openEmbeddedHome } from '../../lib/adapters/embedded/home.ts';
import { startWorker } from '../../lib/adapters/embedded/worker.ts';
import { AppError } from '../../lib/model/error.ts';
import type { ImageSource } from '../../lib/ports/image-source.ts';
import { storedJudging } from '../../lib/scan/judging.ts';
import { runScan } from '../../lib/scan/run.ts';
import { smallImage } from '../scan/small-image.ts';

/**
 * A worker on one home until its queue is empty. Usage: <folder> <point> <lease in seconds>. Behind every call that leaves the process's memory
 * is a point, numbered from 1; at <point> the process kills itself, as `kill -9` and a power cut do. Before a call is the same as behind the
 * one before it. 0: never. Prints the number of points.
 */
const [folder = '', killAt = '0', lease = '15'] = process.argv.slice(2);
let points = 0;
const point = (): void => {
  points += 1;
  if (points === Number(killAt)) process.kill(process.pid, 'SIGKILL');
};
const counted =
  <Arguments extends unknown[], Result>(call: (...words: Arguments) => Promise<Result>) =>
  async (...words: Arguments): Promise<Result> => {
    const result = await call(...words);
    point();
    return result;
  };

const { source } = smallImage();
const images: ImageSource = {
  resolve: counted(async (reference, ...rest) => {
    appendFileSync(`${folder}/resolved`, `${reference}\n`);
    return source.resolve(reference, ...rest);
  }),
  blob: counted(source.blob),
};
const egress = {
  check: () => {},
  send: async () => {
    throw new AppError('egress-refused', 'no network in tests');
  },
};
const home = await openEmbeddedHome({ folder, log: { info: () => {}, error: () => {} }, replace: { images, egress } });
const deps = {
  ...home.deps,
  table: { ...home.deps.table, write: counted(home.deps.table.write) },
  queue: { send: counted(home.deps.queue.send) },
};
const settings = { leaseMs: Number(lease) * 1000, judging: storedJudging(deps, { waivers: async () => [] }) };
// Looks at an empty queue do not count: how many there are is chance.
const receive: typeof home.receiver.receive = async (options) => {
  const received = await home.receiver.receive(options);
  if (received.length > 0) point();
  return received;
};
const worker = startWorker({
  receiver: { ...home.receiver, receive, done: counted(home.receiver.done) },
  log: deps.log,
  pollMs: 5,
  concurrency: 1,
  leaseSeconds: Number(lease),
  handle: async ({ job }, stop) => {
    const outcome = job.kind === 'scan' ? await runScan(deps, settings, job, stop) : ({ kind: 'done' } as const);
    return outcome.kind === 'done' ? outcome : { kind: 'again', afterSeconds: 0 };
  },
  giveUp: async () => true,
  chores: [
    {
      name: 'stop when nothing is left',
      everyMs: 10,
      run: async () => {
        if (home.countJobs().waiting === 0) void end();
      },
    },
  ],
});
const end = async (): Promise<void> => {
  await worker.stop();
  home.close();
  process.stdout.write(String(points));
};
