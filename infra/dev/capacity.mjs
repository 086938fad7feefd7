// What a scan and a gate cost, from figures measured here: node infra/dev/run.mjs infra/dev/capacity.mjs
// Request units are counted as DynamoDB counts them, of every call that the use cases make; CPU time is this machine's.

import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { ulids } from '../../lib/adapters/embedded/ids.ts';
import { openSqlite } from '../../lib/adapters/sqlite/store.ts';
import { decideGate } from '../../lib/gate/decide.ts';
import { queueRegistryRejudge } from '../../lib/incident/rejudge/registry.ts';
import { runRejudge } from '../../lib/incident/rejudge/run.ts';
import { scopes } from '../../lib/model/actor.ts';
import { sha256 } from '../../lib/model/digest.ts';
import { storedJudging } from '../../lib/scan/judging.ts';
import { reconcile } from '../../lib/scan/reconcile.ts';
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
/** Assumed and not measured: how long ECR takes for a page of a thousand images. */
const listSeconds = 0.2;
/** Of the AWS client for such a page, in processor time: measured by `npm run test:aws`, which prints it. */
const listCpuMs = 13;
/** Rounds of the reconciler: one an hour. */
const roundsAMonth = 720;
/** Lambda gives a whole CPU for this much memory. Source: Lambda developer guide, memory. */
const gbPerCpu = 1.769;
const memoryGb = { worker: 2, api: 1, small: 0.5 };
const findingsOfEcr = 50;
const perPage = 1_000;

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

/** A batch waits in the queue for events of the same image. */
let ahead = 0;
const open = async (source, vendor) => {
  const clock = { now: () => Date.now() + ahead };
  const store = await openSqlite(':memory:', { clock });
  const log = { info: () => {}, error: (...told) => console.error(...told) };
  const deps = { table: metered(store.table), queue: store.queue, images: source, clock, ids: ulids(clock), log };
  const settings = { leaseMs: 15_000, judging: storedJudging(deps, { waivers: async () => [], ...vendorOf(vendor) }) };
  return { deps, settings };
};

/** The scanner of the registry, which has found so much. */
const vendorOf = (count) =>
  count === undefined
    ? {}
    : {
        vendor: {
          knows: () => true,
          start: async () => ({ kind: 'started' }),
          find: async () => ({
            kind: 'complete',
            source: 'ecr-enhanced',
            status: 'ACTIVE',
            completedAt: '2026-11-22T10:00:00Z',
            findings: Array.from({ length: count() }, findingOf),
          }),
        },
      };
const findingOf = (_, n) => ({
  id: `CVE-2026-${1_000 + n}`,
  aliases: [],
  title: `A flaw in package-${n}, told in a sentence or two as vendors do, so that its length is about what such texts have.`,
  url: `https://nvd.nist.gov/vuln/detail/CVE-2026-${1_000 + n}`,
  severity: 'medium',
  score: 6.5,
  packages: [{ name: `package-${n}`, version: `1.${n}.0-r0`, type: 'OS', path: null, layer: null, fixedIn: `1.${n}.1-r0` }],
});

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
let foundByEcr = findingsOfEcr;
const enhanced = await open(source, () => foundByEcr);
const scanEnhanced = async () => {
  const { id } = await startScan(enhanced.deps, caller, { image: 'registry.test/app:1' });
  await runScan(enhanced.deps, enhanced.settings, { kind: 'scan', tenant: 'default', scanId: id }, new AbortController().signal);
};
await scanEnhanced();
const withFindings = await measured(scanEnhanced);
foundByEcr += 1;
const retold = await measured(async () => {
  await queueRegistryRejudge(enhanced.deps, 'default', image.digest, 'scan');
  ahead = 60_000;
  for (const { job } of await enhanced.deps.queue.receive({ max: 100, leaseSeconds: 60 }))
    if (job.kind === 'rejudge') await runRejudge(enhanced.deps, enhanced.settings.judging, job, new AbortController().signal);
});

/** A page of a registry, all pushed at a time: before the last round, or since and told of by an event. */
const listed = async (pushedAt) => {
  const images = Array.from({ length: perPage }, (_, n) => ({
    repository: 'app',
    digest: n === 0 ? image.digest : sha256(String(n)),
    tags: ['1'],
    pushedAt,
    mediaType: null,
    artifactType: null,
  }));
  const parts = {
    name: `registry ${pushedAt}`,
    host: 'registry.test',
    listing: { page: async () => ({ images, next: null }) },
    // As for an image whose scan an event has started: one read of its mark.
    scan: async (_caller, { reference }) => {
      await deps.table.get({ pk: reference, sk: 'mark' });
      return { kind: 'known', scanId: 'scan_1' };
    },
    caller,
    isWanted: () => true,
    isImage: () => true,
    mayGoOn: () => true,
  };
  return measured(() => reconcile(deps, parts));
};
const withClient = (of) => ({ ...of, cpuMs: of.cpuMs + listCpuMs });
const oldPage = withClient(await listed('2020-01-01T00:00:00Z'));
const newPage = withClient(await listed(new Date().toISOString()));

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
  [`scan, all layers known, ${findingsOfEcr} findings of ECR`, withFindings, scanCalls],
  ['judged again by what ECR says now', retold, { gb: memoryGb.worker, calls: 2, queue: 3, http: 0 }],
  ['gate, one image', perGate, { gb: memoryGb.api, calls: 1, queue: 0, http: 1 }],
].map(([name, of, calls]) => ({ name, of, price: priceOf(of, calls) }));

const show = (number, digits = 1) => number.toFixed(digits);
console.log('| | write units | read units | bytes stored | CPU ms | dollars each |\n|---|--:|--:|--:|--:|--:|');
for (const { name, of, price } of rows)
  console.log(
    `| ${name} | ${show(of.writes)} | ${show(of.reads)} | ${Math.round(of.stored)} | ${show(of.cpuMs)} | ${price.toExponential(2)} |`,
  );

const shareNew = 0.2;
const [fresh, cached, , retelling, gated] = rows;
console.log(
  `\n| images a month (${shareNew * 100} % of them with new layers, 10 gates each) | scans | gates | table after a year | dollars a month |\n|---|--:|--:|--:|--:|`,
);
for (const images of [1e3, 1e6, 1e8]) {
  const scans = images * (shareNew * fresh.price + (1 - shareNew) * cached.price);
  const gates = images * 10 * gated.price;
  const gigabytes = (images * 12 * (shareNew * fresh.of.stored + (1 - shareNew) * cached.of.stored)) / 1e9;
  const total = scans + gates + gigabytes * prices.tableGbMonth;
  console.log(`| ${images.toExponential(0)} | ${show(scans, 2)} | ${show(gates, 2)} | ${show(gigabytes, 2)} GB | ${show(total, 2)} |`);
}

const pagePrice = ({ writes, reads, cpuMs }) =>
  writes * prices.writeUnit +
  reads * prices.readUnit +
  (listSeconds + seconds(cpuMs, memoryGb.small)) * memoryGb.small * prices.lambdaGbSecondArm;
console.log(`\n| reconciler, ${perPage} images | write units | read units | CPU ms | dollars |\n|---|--:|--:|--:|--:|`);
for (const [name, of] of [
  ['pushed before the last round', oldPage],
  ['pushed since, and told of by events', newPage],
])
  console.log(`| ${name} | ${show(of.writes)} | ${show(of.reads)} | ${show(of.cpuMs)} | ${pagePrice(of).toExponential(2)} |`);
console.log(
  '\n| images in the registry | dollars a month of an hourly reconciler | of one event of ECR a month for each image |\n|---|--:|--:|',
);
for (const images of [1e3, 1e6, 1e7]) {
  const rounds = roundsAMonth * Math.ceil(images / perPage) * pagePrice(oldPage);
  console.log(`| ${images.toExponential(0)} | ${show(rounds, 2)} | ${show(images * retelling.price, 2)} |`);
}
