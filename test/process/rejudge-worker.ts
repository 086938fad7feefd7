import { openEmbeddedHome } from '../../lib/adapters/embedded/home.ts';
import { planRejudge } from '../../lib/incident/rejudge/plan.ts';
import { runRejudge } from '../../lib/incident/rejudge/run.ts';
import { storedJudging } from '../../lib/scan/judging.ts';
import { databaseOf } from '../incident/database.ts';

/**
 * Plans for a newer database and judges again until the queue is empty. Usage: <folder> <point>. Behind every call that leaves the process's memory is a
 * point, numbered from 1; at <point> the process kills itself, as `kill -9` does. 0: never. Prints the number of points.
 */
const [folder = '', killAt = '0'] = process.argv.slice(2);
let points = 0;
const counted =
  <Arguments extends unknown[], Result>(call: (...words: Arguments) => Promise<Result>) =>
  async (...words: Arguments): Promise<Result> => {
    const result = await call(...words);
    points += 1;
    if (points === Number(killAt)) process.kill(process.pid, 'SIGKILL');
    return result;
  };

const home = await openEmbeddedHome({ folder, log: { info: () => {}, error: () => {} } });
const deps = {
  ...home.deps,
  table: { ...home.deps.table, write: counted(home.deps.table.write) },
  queue: { send: counted(home.deps.queue.send) },
};
const advisories = databaseOf('newer', ['left'], ['left']);
const judging = storedJudging(deps, { waivers: async () => [], advisories });
await planRejudge(deps, advisories);
const done = counted(home.receiver.done);
for (;;) {
  const [received] = await home.receiver.receive({ max: 1, leaseSeconds: 15 });
  if (!received) break;
  if (received.job.kind === 'rejudge') await runRejudge(deps, judging, received.job, new AbortController().signal);
  await done(received.receipt);
}
home.close();
process.stdout.write(String(points));
