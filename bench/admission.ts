import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { build } from 'esbuild';
import { policyName, review } from './admission-review.ts';
import { cannon, type Sent, type Shots } from './cannon.ts';
import type { Figure } from './evaluate.ts';

const warmUp = 2_000;
const batches = 6;
const batchSize = 300;
const timedSeconds = 5;
const connections = 4;

/**
 * Admission over real HTTP on loopback, the service in a process of its own. On a machine with other work the time on the clock tells of
 * that work: the processor time of the service a request is what one core can be promised from.
 */
export const admissionFigures = async (): Promise<readonly Figure[]> => {
  const file = `.cache/run/admission-server-${process.pid}.mjs`;
  await build({
    entryPoints: ['bench/admission-server.ts'],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  const server = fork(file, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  try {
    const { port = 0 } = await heard(server);
    const url = `http://127.0.0.1:${port}`;
    await send(`${url}/v1/admission/${policyName}`, { amount: warmUp });
    await send(`${url}/livez`, { amount: warmUp });
    const floor = await cheapest(server, `${url}/livez`);
    const cpuMs = await cheapest(server, `${url}/v1/admission/${policyName}`);
    const timed = await send(`${url}/v1/admission/${policyName}`, { duration: timedSeconds });
    const rate = timed.requests.total / timed.duration;
    const { p99 } = timed.latency;
    return [
      { name: 'admission-cpu', value: cpuMs, unit: 'ms/request', against: 'goal 1 ms (1,000 1/s on one core)', ratio: 1 / cpuMs },
      {
        name: 'admission-livez',
        value: floor,
        unit: 'ms/request',
        against: 'of admission, what HTTP alone costs',
        ratio: floor / cpuMs,
      },
      { name: 'admission-rate', value: rate, unit: '1/s', against: 'goal 1,000 1/s', ratio: rate / 1_000 },
      { name: 'admission-p99', value: p99, unit: 'ms', against: 'goal 10 ms', ratio: 10 / p99 },
    ];
  } finally {
    server.kill();
    rmSync(file, { force: true });
  }
};

const heard = async (server: ChildProcess): Promise<{ readonly port?: number; readonly cpuMs?: number }> => {
  const [message] = await once(server, 'message');
  return message;
};

const usage = async (server: ChildProcess): Promise<number> => {
  server.send('usage');
  return (await heard(server)).cpuMs ?? Number.NaN;
};

/** Processor time a request, the best of several batches: other work on the machine can only add to what a request costs. */
const cheapest = async (server: ChildProcess, url: string): Promise<number> => {
  let cpuMs = Number.POSITIVE_INFINITY;
  for (let batch = 0; batch < batches; batch += 1) {
    const before = await usage(server);
    await send(url, { amount: batchSize });
    cpuMs = Math.min(cpuMs, ((await usage(server)) - before) / batchSize);
  }
  return cpuMs;
};

const send = async (url: string, much: { readonly amount: number } | { readonly duration: number }): Promise<Shots> => {
  const headers = { authorization: 'Bearer bench', 'content-type': 'application/json' };
  const request: Sent = url.endsWith('/livez') ? { method: 'GET' } : { method: 'POST', body: review };
  const result = await cannon({ url, headers, ...request, connections, ...much });
  if (result.non2xx + result.errors > 0) throw new Error(`${result.non2xx} answers were no success, ${result.errors} failed`);
  return result;
};
