// What a scan and a gate cost, from figures measured here: node infra/dev/run.mjs infra/dev/capacity.mjs
// Request units are counted as DynamoDB counts them, of every call that the use cases make; CPU time is this machine's.

import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { ulids } from '../../lib/adapters/embedded/ids.ts';
import { openSqlite } from '../../lib/adapters/sqlite/store.ts';
import { decideGate } from '../../lib/gate/decide.ts';
import { scopes } from '../../lib/model/actor.ts';
import { storedJudging } from '../../lib/scan/judging.ts';
import { runScan } from '../../lib/scan/run.ts';
import { startScan } from '../../lib/scan/start.ts';
import { itemBytes } from '../../lib/store/size.ts';
import { file, imageOf, tar } from '../../test/image/build.ts';

/** US dollars, on demand, us-east-1, as published in 2025; look them up for your region and time. */
const prices = {
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  tableGbMonth: 0.25,
  lambdaGbSecondArm: 0.0000133334,
  lambdaCall: 0.2e-6,
  sqsCall: 0.4e-6,
  httpCall: 1e-6,
  logGb: 0.5,
};
/** Lambda gives a whole CPU for this much memory. Source: Lambda developer guide, memory. */
const gbPerCpu = 1.769;
const memoryGb = { worker: 2, api: 1, small: 0.5 };

const cost = { writes: 0, reads: 0, stored: 0 };
const writeUnits = (bytes) => Math.ceil(bytes / 1024);
// A copy in an index is written as well.
const copies = (item) => 1 + (item.first ? 1 : 0) + (item.second ? 1 : 0);
const metered = (table) => ({
  get: async (key) => {
    const item = await table.get(key);
    cost.reads += Math.max(1, Math.ceil((item ? itemBytes(item) : 0) / 4096));
    return item;
  },
  batchGet: async (keys) => {
    const items = await table.batchGet(keys);
    cost.reads += items.reduce((sum, item) => sum + Math.ceil(itemBytes(item) / 4096), keys.length - items.length);
    return items;
  },
  query: async (query) => {
    const page = await table.query(query);
    const bytes = page.items.reduce((sum, item) => sum + itemBytes(item), 0);
    cost.reads += Math.max(1, Math.ceil(bytes / 4096)) * (query.index === undefined ? 1 : 0.5);
    return page;
  },
  write: async (actions) => {
    // A transaction writes twice, once to prepare. Source: DynamoDB developer guide, transactions.
    const factor = actions.length > 1 ? 2 : 1;
    for (const action of actions) {
      const bytes = action.kind === 'put' ? itemBytes(action.item) : 1;
      cost.writes += factor * writeUnits(bytes) + (action.kind === 'put' ? (copies(action.item) - 1) * writeUnits(bytes) : 0);
      if (action.kind === 'put') cost.stored += bytes * copies(action.item);
    }
    return table.write(actions);
  },
});

const open = async (source) => {
  const clock = { now: () => Date.now() };
  const store = await openSqlite(':memory:', { clock });
  const log = { info: () => {}, error: (...told) => console.error(...told) };
  const deps = { table: metered(store.table), queue: store.queue, images: source, clock, ids: ulids(clock), log };
  const settings = { leaseMs: 15_000, judging: storedJudging(deps, { waivers: async () => [] }) };
  return { deps, settings };
};

const caller = { tenant: 'default', actor: { kind: 'system', job: 'capacity' }, scopes, requestId: 'capacity' };

const measured = async (work) => {
  Object.assign(cost, { writes: 0, reads: 0, stored: 0 });
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { ...cost, cpuMs: (user + system) / 1000, result };
};

/** A layer of `megabytes` unpacked, about half as large packed, with a package database of 100 packages. */
const layerOf = (megabytes) => {
  const packages = Array.from({ length: 100 }, (_, n) => `P:package-${n}\nV:1.${n}.0-r0\nA:x86_64\nL:MIT\n`).join('\n');
  const block = (n) => Buffer.concat([randomBytes(512 * 1024), Buffer.alloc(512 * 1024, n)]);
  const files = Array.from({ length: megabytes }, (_, n) => file(`usr/lib/part${n}`, block(n)));
  return gzipSync(tar(file('etc/os-release', 'ID=alpine\nVERSION_ID=3.20.1\n'), file('lib/apk/db/installed', `${packages}\n`), ...files));
};

const megabytes = 100;
const blob = layerOf(megabytes);
const { source, image } = imageOf([blob], { config: { User: 'root' }, rootfs: { type: 'layers', diff_ids: [] } });
const { deps, settings } = await open(source);
const scan = async () => {
  const { id } = await startScan(deps, caller, { image: 'registry.test/app:1' });
  await runScan(deps, settings, { kind: 'scan', tenant: 'default', scanId: id }, new AbortController().signal);
};
await scan();
const second = await measured(scan);
const other = await open(source);
const first = await measured(async () => {
  const { id } = await startScan(other.deps, caller, { image: 'registry.test/app:1' });
  await runScan(other.deps, other.settings, { kind: 'scan', tenant: 'default', scanId: id }, new AbortController().signal);
});
const gateRuns = 200;
const gate = await measured(async () => {
  for (let n = 0; n < gateRuns; n += 1) await decideGate(deps, caller, { subjects: [{ digest: image.digest }] });
});

const seconds = (cpuMs, gb) => (cpuMs / 1000) * Math.max(1, gbPerCpu / gb);
const priceOf = ({ writes, reads, cpuMs }, { gb, calls, queue, http }) =>
  writes * prices.writeUnit +
  reads * prices.readUnit +
  seconds(cpuMs, gb) * gb * prices.lambdaGbSecondArm +
  calls * prices.lambdaCall +
  queue * prices.sqsCall +
  http * prices.httpCall;

const perGate = {
  writes: gate.writes / gateRuns,
  reads: gate.reads / gateRuns,
  stored: gate.stored / gateRuns,
  cpuMs: gate.cpuMs / gateRuns,
};
// A scan: the event or request, the worker, the outbox; a message sent, received and deleted.
const scanCalls = { gb: memoryGb.worker, calls: 3, queue: 3, http: 1 };
const rows = [
  [`scan, ${megabytes} MB never seen`, first, scanCalls],
  ['scan, all layers known', second, scanCalls],
  ['gate, one image', perGate, { gb: memoryGb.api, calls: 1, queue: 0, http: 1 }],
].map(([name, of, calls]) => ({ name, of, price: priceOf(of, calls) }));

const show = (number, digits = 1) => number.toFixed(digits);
console.log('| | write units | read units | bytes stored | CPU ms | dollars each |\n|---|--:|--:|--:|--:|--:|');
for (const { name, of, price } of rows)
  console.log(
    `| ${name} | ${show(of.writes)} | ${show(of.reads)} | ${Math.round(of.stored)} | ${show(of.cpuMs)} | ${price.toExponential(2)} |`,
  );

const shareNew = 0.2;
const [fresh, known, gated] = rows;
console.log(
  `\n| images a month (${shareNew * 100} % of them with new layers, 10 gates each) | scans | gates | table after a year | dollars a month |\n|---|--:|--:|--:|--:|`,
);
for (const images of [1e3, 1e6, 1e8]) {
  const scans = images * (shareNew * fresh.price + (1 - shareNew) * known.price);
  const gates = images * 10 * gated.price;
  const gigabytes = (images * 12 * (shareNew * fresh.of.stored + (1 - shareNew) * known.of.stored)) / 1e9;
  const total = scans + gates + gigabytes * prices.tableGbMonth;
  console.log(`| ${images.toExponential(0)} | ${show(scans, 2)} | ${show(gates, 2)} | ${show(gigabytes, 2)} GB | ${show(total, 2)} |`);
}
