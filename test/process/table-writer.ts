import { openSqlite } from '../../lib/adapters/sqlite/store.ts';

/** Counts up one item so many times, each time under its version, and takes jobs until none is left. Usage: <file> <times>. Prints the jobs it got. */
const [file = '', times = '0'] = process.argv.slice(2);
const store = await openSqlite(file, { clock: { now: () => Date.now() } });
const key = { pk: 'p', sk: 'counter' };

for (let done = 0; done < Number(times); ) {
  const item = await store.table.get(key);
  const version = item?.version ?? 0;
  const result = await store.table.write([
    { kind: 'put', item: { ...key, version: version + 1, body: {} }, when: item ? { version } : 'absent' },
    { kind: 'put', item: { pk: `by#${process.pid}`, sk: `${done}`, version: 1, body: { version: version + 1 } } },
  ]);
  if (result.kind === 'written') done += 1;
}
const jobs: string[] = [];
for (;;) {
  const received = await store.queue.receive({ max: 3, leaseSeconds: 600 });
  if (received.length === 0) break;
  jobs.push(...received.map(({ job }) => (job.kind === 'scan' ? job.scanId : '')));
}
store.close();
process.stdout.write(JSON.stringify(jobs));
