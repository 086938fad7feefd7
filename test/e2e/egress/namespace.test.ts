import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { bundle } from '../../cli/bundle.ts';

// Needs user namespaces and iproute2; test/adapters/egress/guard.test.ts asks the same of the loopback alone.
const outcomes = z.record(z.string(), z.string());
const seen = z.object({ hooks: outcomes, scans: outcomes, reached: z.record(z.string(), z.int()), outer: z.string() });

const runInside = async (env: NodeJS.ProcessEnv = {}): Promise<z.infer<typeof seen>> => {
  const words = ['-rnm', process.execPath, 'test/e2e/egress/inside.mjs', resolve(await bundle())];
  const all = { ...process.env, PLIMSOLL_ADVISORIES: '/nonexistent', ...env };
  const { stdout, stderr, status } = spawnSync('unshare', words, { encoding: 'utf8', env: all });
  expect([status, stderr]).toEqual([0, '']);
  return seen.parse(JSON.parse(stdout));
};

describe('a service between real networks', { timeout: 120_000 }, () => {
  it('reaches the outside and nothing of the inside, by whatever name and over whatever redirect', async () => {
    const { hooks, scans, reached, outer } = await runInside();
    const { 'outer.test': delivered, redirect, ...inside } = hooks;
    expect([delivered, redirect]).toEqual(['delivered', 'redirected']);
    expect(Object.keys(inside).length).toBeGreaterThan(12);
    expect(new Set(Object.values(inside))).toEqual(new Set(['egress-refused']));
    expect(new Set(Object.values(scans))).toEqual(new Set(['egress-refused']));
    expect(Object.keys(reached)).toEqual([outer]);
  });

  it('reaches what the administrator has allowed, and no more', async () => {
    const { hooks, reached, outer } = await runInside({ PLIMSOLL_ALLOW_WEBHOOKS: '10.0.0.1' });
    expect(
      Object.entries(hooks)
        .flatMap(([host, outcome]) => (outcome === 'delivered' ? [host] : []))
        .sort(),
    ).toEqual(['10.0.0.1', 'both.test', 'inner.test', 'mapped.test', 'outer.test']);
    expect(Object.keys(reached).sort()).toEqual(['10.0.0.1', outer]);
  });
});
