import { afterEach, expect, it } from 'vitest';
import type { BaseImage } from '../../lib/model/image.ts';
import type { ImageSource } from '../../lib/ports/image-source.ts';
import { readEvidence } from '../../lib/scan/evidence.ts';
import { startScan } from '../../lib/scan/start.ts';
import { readScan } from '../../lib/scan/store.ts';
import { type BuiltImage, file, imageOfLayers } from '../image/build.ts';
import { newCaller, newWorld, type World } from './world.ts';

const worlds: World[] = [];
afterEach(() => {
  for (const { store } of worlds.splice(0)) store.close();
});

const layers = [[file('etc/os-release', 'ID=debian\n')], [file('opt/team', '1')], [file('app/x', '1')], [file('app/y', '2')]];
const cmd = { created_by: 'CMD ["sh"]', empty_layer: true };
const imageWith = (count: number, name: string, config = {}): BuiltImage => {
  const { image, source } = imageOfLayers(layers.slice(0, count), config);
  return { image: { ...image, reference: name, repository: name.replace(/:.*/, '') }, source };
};
const of = (...built: readonly BuiltImage[]): ImageSource => ({
  resolve: async (reference) => built.flatMap(({ image }) => (image.reference === reference ? [image] : [])),
  blob: async (image, layer, signal) => {
    const found = built.find((one) => one.image.digest === image.digest);
    if (!found) throw new Error('no such image');
    return found.source.blob(image, layer, signal);
  },
});
const worldOf = async (...built: readonly BuiltImage[]): Promise<World> => {
  const world = await newWorld({ images: of(...built) });
  worlds.push(world);
  return world;
};
const baseOf = async (world: World, caller: ReturnType<typeof newCaller>, image: string): Promise<BaseImage | null | undefined> => {
  const { id } = await startScan(world.deps, caller, { image });
  await world.drain();
  const held = await readScan(world.deps, caller.tenant, id);
  const [first] = held ? (await readEvidence(world.deps, held.record)).evidence : [];
  return first?.kind === 'image' ? first.content.base : undefined;
};

const debian = imageWith(1, 'registry.test/debian:12');
const team = imageWith(2, 'registry.test/team:1');
const app = imageWith(4, 'registry.test/app:1');

it('a base is known by its layers, the longest first, when the tenant has seen it', async () => {
  const world = await worldOf(debian, team, app);
  const caller = newCaller();
  expect(await baseOf(world, caller, 'registry.test/app:1')).toBeNull();
  await baseOf(world, caller, 'registry.test/debian:12');
  expect(await baseOf(world, caller, 'registry.test/app:1')).toEqual({
    by: 'layers',
    name: 'registry.test/debian:12',
    digest: debian.image.digest,
    layers: 1,
  });
  await baseOf(world, caller, 'registry.test/team:1');
  expect(await baseOf(world, caller, 'registry.test/app:1')).toMatchObject({ name: 'registry.test/team:1', layers: 2 });
  expect(await baseOf(world, caller, 'registry.test/team:1')).toMatchObject({ name: 'registry.test/debian:12', layers: 1 });
});

it('no tenant learns what another has', async () => {
  const world = await worldOf(debian, app);
  await baseOf(world, newCaller(), 'registry.test/debian:12');
  expect(await baseOf(world, newCaller(), 'registry.test/app:1')).toBeNull();
});

it('an image of the same layers is no base, and one of other layers below is none', async () => {
  const again = imageWith(4, 'registry.test/app:2');
  const { image, source } = imageOfLayers([layers[1] ?? [], layers[0] ?? []]);
  const turned: BuiltImage = { image: { ...image, reference: 'registry.test/turned:1' }, source };
  const world = await worldOf(app, again, turned, team);
  const caller = newCaller();
  await baseOf(world, caller, 'registry.test/app:1');
  expect(await baseOf(world, caller, 'registry.test/app:2')).toBeNull();
  await baseOf(world, caller, 'registry.test/team:1');
  expect(await baseOf(world, caller, 'registry.test/turned:1')).toBeNull();
});

it('an older version of the same repository is no base', async () => {
  const older = imageWith(2, 'registry.test/app:0');
  const world = await worldOf(debian, older, app);
  const caller = newCaller();
  for (const name of ['debian:12', 'app:0']) await baseOf(world, caller, `registry.test/${name}`);
  expect(await baseOf(world, caller, 'registry.test/app:1')).toMatchObject({ name: 'registry.test/debian:12', layers: 1 });
});

it('gives the base of the history its name; a label stands', async () => {
  const history = [{ created_by: 'ADD' }, cmd, { created_by: 'COPY' }, { created_by: 'RUN' }, { created_by: 'RUN' }];
  const told = imageWith(4, 'registry.test/told:1', { history });
  const labelled = imageWith(4, 'registry.test/labelled:1', { config: { Labels: { 'org.opencontainers.image.base.name': 'base:1' } } });
  const world = await worldOf(debian, told, labelled);
  const caller = newCaller();
  await baseOf(world, caller, 'registry.test/debian:12');
  expect(await baseOf(world, caller, 'registry.test/told:1')).toMatchObject({ by: 'history', name: 'registry.test/debian:12', layers: 1 });
  expect(await baseOf(world, caller, 'registry.test/labelled:1')).toMatchObject({ by: 'label', name: 'base:1' });
});
