import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openAdvisories } from '../lib/adapters/advisories/open.ts';
import { type Home, openEmbeddedHome } from '../lib/adapters/embedded/home.ts';
import { createApp } from '../lib/api/app.ts';
import { apiDeps, startBackground } from '../lib/cli/service.ts';
import { createKey } from '../lib/key/create.ts';
import { type Caller, scopes } from '../lib/model/actor.ts';
import { startScan } from '../lib/scan/start.ts';
import { readScan } from '../lib/scan/store.ts';
import type { Figure } from './evaluate.ts';

const many = Number(process.env['PLIMSOLL_SCANS'] ?? 5_000);
const few = 10;
const storm = 500;
/** Back and forth it is twenty minutes: a scan that is being worked on may take half an hour of the clock's time. */
const jumpMs = 600_000;

const callerOf = (tenant: string): Caller => ({ tenant, actor: { kind: 'system', job: 'bench' }, scopes, requestId: 'bench' });
const podOf = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: web, image: "registry.example.com/web:1" }] }\n`;

/** A queue that is full of one tenant's scans, another's few behind them, and a clock that is put back and forth while it drains. */
export const queueFigures = async (): Promise<readonly Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-queue-'));
  const clock = { offset: 0, now: () => Date.now() + clock.offset };
  const log = { info: () => undefined, error: () => undefined };
  const home = await openEmbeddedHome({ folder, log, clock });
  const advisories = openAdvisories(join(folder, 'advisories'));
  try {
    const large = await queued(home, callerOf('large'), many - few);
    const small = await queued(home, callerOf('small'), few);
    const begun = performance.now();
    const background = startBackground(home, advisories);
    await until(() => allEnded(home, 'small', small));
    const ahead = await countEnded(home, 'large', large);
    const smallMs = performance.now() - begun;
    clock.offset = -jumpMs;
    await wait(1_000);
    clock.offset = jumpMs;
    await until(() => allEnded(home, 'large', large));
    const drainedMs = performance.now() - begun;
    const failed = many - (await countEnded(home, 'large', large, 'succeeded')) - (await countEnded(home, 'small', small, 'succeeded'));
    const scans = await stormed(home);
    await background.stop();
    return [
      {
        name: 'queue-drained',
        value: many / (drainedMs / 1000),
        unit: 'scans/s',
        against: `${many} scans in ${Math.round(drainedMs)} ms; goal 20 a second`,
        ratio: many / (drainedMs / 1000) / 20,
      },
      {
        name: 'queue-failed',
        value: failed,
        unit: 'scans',
        against: `goal 0 of ${many}, the clock put back and forth by 20 minutes`,
        ratio: failed === 0 ? 1 : 0,
      },
      {
        name: 'queue-fair',
        value: ahead,
        unit: 'scans',
        against: `of ${many - few} queued before went ahead of another tenant's ${few}, which took ${Math.round(smallMs)} ms; goal ${4 * few}`,
        ratio: (4 * few) / Math.max(ahead, 1),
      },
      {
        name: 'queue-storm',
        value: scans,
        unit: 'scans',
        against: `of ${storm} requests at once with one Idempotency-Key; goal 1`,
        ratio: 1 / Math.max(scans, 1),
      },
    ];
  } finally {
    advisories.close();
    home.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

const queued = async (home: Home, caller: Caller, count: number): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1)
    ids.push((await startScan(home.deps, caller, { manifests: [{ name: 'pod.yaml', text: podOf(`p${index}`) }] })).id);
  return ids;
};

const stateOf = async (home: Home, tenant: string, id: string): Promise<string> =>
  (await readScan(home.deps, tenant, id))?.record.state ?? 'gone';

const active = new Set(['queued', 'resolving', 'inspecting', 'matching', 'judging']);

const countEnded = async (home: Home, tenant: string, ids: readonly string[], wanted?: string): Promise<number> => {
  let count = 0;
  for (const id of ids) {
    const state = await stateOf(home, tenant, id);
    if (wanted === undefined ? !active.has(state) : state === wanted) count += 1;
  }
  return count;
};

/** Looks from the end, where the last ones are, so that it costs little while the queue is long. */
const allEnded = async (home: Home, tenant: string, ids: readonly string[]): Promise<boolean> => {
  for (const id of [...ids].reverse()) if (active.has(await stateOf(home, tenant, id))) return false;
  return true;
};

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await wait(20);
};

/** How many scans came of many equal requests at once. */
const stormed = async (home: Home): Promise<number> => {
  const app = createApp(apiDeps(home.deps, 1_000_000));
  const { token } = await createKey(home.deps, callerOf('storm'), { name: 'storm', scopes });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': '"one"' };
  const body = JSON.stringify({ manifests: podOf('storm') });
  await Promise.all(Array.from({ length: storm }, () => app.request('/v1/scans', { method: 'POST', headers, body })));
  const page = await app.request('/v1/scans?limit=100', { headers });
  const { items }: { items: unknown[] } = JSON.parse(await page.text());
  return items.length;
};
