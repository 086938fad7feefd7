import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cannon, type Sent } from './cannon.ts';
import type { Figure } from './evaluate.ts';

/** The quick form; `PLIMSOLL_LOAD=200000` and `PLIMSOLL_CLIENTS=500` are the whole of it. */
const amount = Number(process.env['PLIMSOLL_LOAD'] ?? 20_000);
const connections = Number(process.env['PLIMSOLL_CLIENTS'] ?? 100);
const key = 'load';
const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };

const pod =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: web, image: "registry.example.com/web:1" }] }\n';
const post = (path: string, body: object): Sent => ({ method: 'POST', path, headers, body: JSON.stringify(body) });
const get = (path: string): Sent => ({ method: 'GET', path, headers });
const gate = post('/v1/gate', { subjects: [{ digest: `sha256:${'a'.repeat(64)}` }] });

/** Of ten requests one scans, one judges at once, four ask a gate and four look at the history. */
const mix: readonly Sent[] = [
  post('/v1/scans', { manifests: pod }),
  gate,
  get('/v1/verdicts?limit=20'),
  gate,
  get('/v1/scans?limit=20'),
  post('/v1/evaluate?record=false', { manifests: pod }),
  gate,
  get('/v1/verdicts?decision=deny&limit=20'),
  gate,
  get('/v1/audit?limit=20'),
];

/** The product as it is started, under more clients than it has cores for: no answer may be a 5xx, and memory has an end. */
export const loadFigures = async (): Promise<readonly Figure[]> => {
  const home = mkdtempSync(join(tmpdir(), 'plimsoll-load-'));
  const environment = { ...process.env, PLIMSOLL_HOME: home, PLIMSOLL_PORT: '0', PLIMSOLL_ADMIN_KEY: key };
  const service = spawn(process.execPath, ['infra/dev/run.mjs', 'lib/cli/main.ts', 'serve'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const url = await addressOf(service);
    await cannon({ url, connections: 10, amount: Math.min(1_000, amount), requests: mix, timeout: 60 });
    const before = residentMb(service);
    const begun = performance.now();
    const shots = await cannon({ url, connections, amount, requests: mix, timeout: 60 });
    const rate = amount / ((performance.now() - begun) / 1_000);
    const after = residentMb(service);
    // A request without an answer is among the errors.
    const failed = shots['5xx'] + shots.errors;
    return [
      {
        name: 'load-failed',
        value: failed,
        unit: 'requests',
        against: `goal 0 of ${amount}: ${shots['5xx']} answers of 5xx, ${shots.errors - shots.timeouts} broken connections, ${shots.timeouts} without an answer in a minute; ${shots.non2xx} refusals`,
        ratio: failed === 0 ? 1 : 0,
      },
      {
        name: 'load-p99',
        value: shots.latency.p99,
        unit: 'ms',
        against: `p50 ${shots.latency.p50} ms, ${connections} clients`,
        ratio: 1_000 / shots.latency.p99,
      },
      { name: 'load-rate', value: rate, unit: '1/s', against: 'goal 300 1/s', ratio: rate / 300 },
      { name: 'load-memory', value: after, unit: 'MB', against: `before ${before.toFixed(0)} MB; goal 512 MB`, ratio: 512 / after },
    ];
  } finally {
    service.kill();
    rmSync(home, { recursive: true, force: true });
  }
};

const addressOf = async (service: ChildProcess): Promise<string> => {
  let told = '';
  for await (const chunk of service.stdout ?? []) {
    told += String(chunk);
    const address = /listening on (http:\S+)/.exec(told)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error('the service ended before it answered');
};

/** What the service itself holds in memory. Linux alone tells it of another process. */
const residentMb = ({ pid }: ChildProcess): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_000;
