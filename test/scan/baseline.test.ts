import { describe, expect, it } from 'vitest';
import { getVerdict } from '../../lib/history/get.ts';
import { listVerdicts } from '../../lib/history/list.ts';
import type { Caller } from '../../lib/model/actor.ts';
import { sha256 } from '../../lib/model/digest.ts';
import type { ImageSource } from '../../lib/ports/image-source.ts';
import { storedJudging } from '../../lib/scan/judging.ts';
import { startScan } from '../../lib/scan/start.ts';
import { file, imageOfLayers } from '../image/build.ts';
import { databaseOf } from '../incident/database.ts';
import { policyOf } from '../verdict/input.ts';
import { newCaller, newWorld, type World } from './world.ts';

/** `registry.test/app:<packages>` is an image of these npm packages, joined by dashes. */
const source: ImageSource = {
  resolve: async (reference) => {
    const names = (/:([\w-]+)$/.exec(reference)?.[1] ?? '').split('-');
    const files = names.map((name) => file(`app/node_modules/${name}/package.json`, `{"name":"${name}","version":"1.0.0"}`));
    const built = imageOfLayers([files], { config: { User: '1000' }, rootfs: { type: 'layers', diff_ids: [] } });
    const images = await built.source.resolve(reference);
    sources.set(reference, built.source);
    return images.map((image) => ({ ...image, reference, repository: 'registry.test/app', digest: sha256(reference) }));
  },
  blob: async (image, layer, signal) => {
    const found = sources.get(image.reference);
    if (!found) throw new Error('not resolved');
    return found.blob(image, layer, signal);
  },
};
const sources = new Map<string, ImageSource>();

const home = async (
  spec: Parameters<typeof policyOf>[0],
): Promise<{ world: World; caller: Caller; scan(tag: string): Promise<string> }> => {
  const made = await newWorld({ images: source });
  const caller = newCaller();
  const judging = storedJudging(made.deps, { waivers: async () => [], advisories: databaseOf('db', ['old', 'new'], []) });
  Object.assign(made.settings, { judging: { ...judging, policies: async () => [policyOf(spec)] } });
  return {
    world: made,
    caller,
    scan: async (tag) => {
      await startScan(made.deps, caller, { image: `registry.test/app:${tag}` });
      await made.drain();
      const [latest] = (await listVerdicts(made.deps, caller, { limit: 1 })).items;
      const { verdict } = await getVerdict(made.deps, caller, latest?.id ?? '');
      const found = verdict.findings.map(({ vulnerability, effect }) => `${vulnerability?.id}:${effect}`);
      return [verdict.decision, ...found.filter((each) => each.startsWith('CVE')).sort()].join(' ');
    },
  };
};

const newOnly = { thresholds: { vulnerability: { deny: 'high', warn: 'never', newOnly: true } } } as const;

describe('the baseline of a scan', () => {
  it('is the last image of the repository that was let through', async () => {
    const { scan } = await home(newOnly);
    expect(await scan('clean')).toBe('allow');
    expect(await scan('clean-new')).toBe('deny CVE-new:deny');
    // Pushed again, with something else beside it: what was refused has not become usual.
    expect(await scan('clean-new-other')).toBe('deny CVE-new:deny');
    expect(await scan('clean-other')).toBe('allow');
  });

  it('is nothing for the first image, of which everything is new', async () => {
    const { scan } = await home(newOnly);
    expect(await scan('old')).toBe('deny CVE-old:deny');
  });

  it('is the image that the policy names', async () => {
    const { scan } = await home({ ...newOnly, baseline: 'registry.test/app:old' });
    expect(await scan('old')).toBe('allow CVE-old:none');
    expect(await scan('old-new')).toBe('deny CVE-new:deny CVE-old:none');
  });
});
