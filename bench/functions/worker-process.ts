import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workOn } from '../../functions/handle/worker.ts';
import { ulids } from '../../lib/adapters/embedded/ids.ts';
import { createLocal } from '../../lib/adapters/registry/local/local.ts';
import { openSqlite } from '../../lib/adapters/sqlite/store.ts';
import { type Caller, scopes } from '../../lib/model/actor.ts';
import { AppError } from '../../lib/model/error.ts';
import type { Deps } from '../../lib/ports/deps.ts';
import { getScan } from '../../lib/scan/get.ts';
import { storedJudging } from '../../lib/scan/judging.ts';
import { startScan } from '../../lib/scan/start.ts';

/** The worker's handler with one message about an image of this machine, over a SQLite file. Usage: <reference> [control group]. Prints its peak in MiB. */
const [image = '', group = ''] = process.argv.slice(2);
if (group !== '') writeFileSync(join(group, 'cgroup.procs'), String(process.pid));

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
const clock = { now: () => Date.now() };
const store = await openSqlite(join(folder, 'plimsoll.db'), { clock });
const refuse = (): never => {
  throw new AppError('unavailable', 'there is no network here');
};
const deps: Deps = {
  table: store.table,
  queue: store.queue,
  secrets: { get: async () => undefined, put: async () => {}, delete: async () => {} },
  images: createLocal(),
  egress: { send: refuse },
  clock,
  ids: ulids(clock),
  log: { info: () => {}, error: (message, fields) => console.error(message, fields) },
};
const caller: Caller = { tenant: 'default', actor: { kind: 'system', job: 'bench' }, scopes, requestId: 'bench' };
const work = workOn({
  deps,
  receiver: { postpone: async () => true },
  settings: { leaseMs: 15_000, judging: storedJudging(deps, { waivers: async () => [] }) },
});
const { id } = await startScan(deps, caller, { image });
const body = JSON.stringify({ kind: 'scan', tenant: 'default', scanId: id });
const message = { messageId: '1', receiptHandle: '1', body, attributes: { ApproximateReceiveCount: '1' } };
await work({ Records: [message] }, { getRemainingTimeInMillis: () => 300_000 });
const { state, reason } = await getScan(deps, caller, id);
store.close();
rmSync(folder, { recursive: true });
if (state !== 'succeeded' && state !== 'unsupported') throw new Error(`${image}: ${state}: ${reason?.message}`);
process.stdout.write(String(process.resourceUsage().maxRSS / 1024));
process.exit();
