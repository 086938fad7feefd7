import { afterEach, expect, it } from 'vitest';
import { compileUserRules } from '../../lib/image/secret/user-rules.ts';
import { readEvidence } from '../../lib/scan/evidence.ts';
import { runScan } from '../../lib/scan/run.ts';
import { startScan } from '../../lib/scan/start.ts';
import type { ScanSettings } from '../../lib/scan/step.ts';
import { readScan } from '../../lib/scan/store.ts';
import { file, imageOfLayers } from '../image/build.ts';
import { newCaller, newWorld, type World } from './world.ts';

let world: World;
afterEach(() => world.store.close());

const rules = (id: string, word: string) =>
  compileUserRules([{ id: `${word}-token`, title: 'A token', literals: [`${word}_`], pattern: `${word}_[a-z0-9]{16}` }], id);

it('a service looks for its own kinds of secret, and takes no layer for answered that was read by others', async () => {
  world = await newWorld({ images: imageOfLayers([[file('srv/x', 'acme_q7w8e9r0t1y2u3i4 corp_q7w8e9r0t1y2u3i4')]]).source });
  const caller = newCaller();
  const found = async (more: Pick<ScanSettings, 'secretRules'>): Promise<readonly string[]> => {
    const { id } = await startScan(world.deps, caller, { image: 'registry.test/app:1' });
    const job = { kind: 'scan', tenant: caller.tenant, scanId: id } as const;
    await runScan(world.deps, { ...world.settings, ...more }, job, new AbortController().signal);
    world.advance(1_000);
    const held = await readScan(world.deps, caller.tenant, id);
    const [first] = held ? (await readEvidence(world.deps, held.record)).evidence : [];
    return first?.kind === 'image' ? first.content.secrets.map(({ rule }) => rule) : ['none'];
  };
  expect(await found({})).toEqual([]);
  expect(await found({ secretRules: rules('1', 'acme') })).toEqual(['acme-token']);
  expect(await found({ secretRules: rules('2', 'corp') })).toEqual(['corp-token']);
  expect(await found({})).toEqual([]);
});
