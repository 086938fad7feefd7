import { describe, expect, it } from 'vitest';
import { whoHas } from '../../lib/incident/who-has.ts';
import type { WriteAction } from '../../lib/ports/table.ts';
import { newCaller, newWorld } from '../scan/world.ts';
import { evidenceOf, imageDigest, keep, packageIn } from './image-evidence.ts';

const world = await newWorld();
const { table } = world.deps;
const log4j = 'maven org.apache.logging.log4j/log4j-core';

const filled = async () => {
  const caller = newCaller();
  await keep(table, caller.tenant, evidenceOf('old', [packageIn('one', `${log4j} 2.14.1`), packageIn('base', 'npm @scope/left 1.0.0')]));
  await keep(table, caller.tenant, evidenceOf('new', [packageIn('two', `${log4j} 2.17.1`), packageIn('base', 'npm @scope/left 1.0.0')]));
  await keep(table, caller.tenant, evidenceOf('odd', [packageIn('three', `npm weird not-a-version`)]));
  const openssl = packageIn('os', 'deb libssl3 3.0.1-1', {
    source: { name: 'openssl', version: '3.0.1-1' },
    purl: 'pkg:deb/debian/libssl3@3.0.1-1',
  });
  await keep(table, caller.tenant, evidenceOf('debian', [openssl]));
  return caller;
};

describe('whoHas', () => {
  it.each<[object, string[]]>([
    [{ name: 'log4j-core', versions: '<2.17.1' }, ['old']],
    [{ name: 'log4j-core' }, ['old', 'new']],
    [{ name: 'org.apache.logging.log4j:log4j-core', versions: '>=2.15.0' }, ['new']],
    [{ name: 'org.example:log4j-core' }, []],
    [{ purl: 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1' }, ['old']],
    [{ purl: 'pkg:maven/org.apache.logging.log4j/log4j-core@<2.17.1' }, ['old']],
    [{ purl: 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1?type=jar' }, ['old']],
    [{ purl: 'pkg:npm/%40scope/left' }, ['old', 'new']],
    [{ purl: 'pkg:deb/debian/libssl3?arch=amd64&distro=debian-12' }, ['debian']],
    [{ purl: 'pkg:deb/debian/openssl' }, []],
    [{ name: 'nothing' }, []],
  ])('%j is in %j', async (question, names) => {
    const caller = await filled();
    const { items } = await whoHas(world.deps, caller, { limit: 100, ...question });
    expect(items.map(({ image }) => image.digest).sort()).toEqual(names.map(imageDigest).sort());
  });

  it('does not say that an image is free of a package whose version it cannot compare', async () => {
    const caller = await filled();
    const { items } = await whoHas(world.deps, caller, { name: 'weird', versions: '<1.0.0', limit: 10 });
    expect(items.map(({ match }) => match)).toEqual(['unknown']);
  });

  it("never shows another tenant's images, though the index of packages is shared", async () => {
    await filled();
    const other = newCaller();
    expect(await whoHas(world.deps, other, { name: 'log4j-core', limit: 10 })).toEqual({ items: [] });
    const lookalike = { ...newCaller(), tenant: '' };
    expect((await whoHas(world.deps, lookalike, { name: 'log4j-core', limit: 10 })).items).toEqual([]);
  });

  it('pages through everything once, whatever the limit', async () => {
    const caller = newCaller();
    const names = Array.from({ length: 23 }, (_, n) => `app${n}`);
    for (const [n, name] of names.entries())
      await keep(table, caller.tenant, evidenceOf(name, [packageIn(`layer ${n % 4}`, `npm paged 1.0.${n % 4}`)]));
    for (const limit of [1, 5, 23, 100]) {
      const seen: string[] = [];
      let after: Parameters<typeof whoHas>[2]['after'];
      do {
        const page = await whoHas(world.deps, caller, { purl: 'pkg:npm/paged', limit, after });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        seen.push(...page.items.map(({ image }) => image.digest));
        after = page.next;
      } while (after);
      expect(seen.sort()).toEqual(names.map(imageDigest).sort());
    }
  });

  it('finds nothing in an image that deletes the package in a later layer', async () => {
    const caller = newCaller();
    await keep(table, caller.tenant, evidenceOf('keeps', [packageIn('shared', 'npm gone 1.0.0'), packageIn('shared', 'npm stays 1.0.0')]));
    await keep(table, caller.tenant, evidenceOf('deletes', [packageIn('shared', 'npm stays 1.0.0')]));
    const { items } = await whoHas(world.deps, caller, { name: 'gone', limit: 10 });
    expect(items.map(({ image }) => image.digest)).toEqual([imageDigest('keeps')]);
  });

  it.each([{}, { purl: 'pkg:npm/a', name: 'a' }, { purl: 'lodash' }, { name: 'a', versions: '<' }, { name: 'a', versions: '1 2' }])(
    'refuses %j',
    async (question) => {
      await expect(whoHas(world.deps, newCaller(), { limit: 10, ...question })).rejects.toMatchObject({ code: 'invalid-request' });
    },
  );

  it('needs the scope', async () => {
    await expect(whoHas(world.deps, newCaller(['gate:read']), { name: 'a', limit: 10 })).rejects.toMatchObject({ code: 'forbidden' });
  });
});

it('writes the packages of a layer once, and an item a layer for each further image', async () => {
  const caller = newCaller();
  const written: WriteAction[] = [];
  const counting = {
    ...table,
    write: (actions: readonly WriteAction[]) => {
      written.push(...actions);
      return table.write(actions);
    },
  };
  const packages = Array.from({ length: 300 }, (_, n) => packageIn('wide', `npm wide-${n} 1.0.0`));
  await keep(counting, caller.tenant, evidenceOf('first', packages));
  const first = written.length;
  written.length = 0;
  await keep(counting, caller.tenant, evidenceOf('second', packages));
  expect(first).toBeGreaterThan(600);
  expect(written.length).toBeLessThanOrEqual(3);
});
