import { describe, expect, it } from 'vitest';
import { type Digest, sha256 } from '../../../lib/model/digest.ts';
import { type FakeRegistry, types } from '../../fixtures/registry/fake.ts';
import { codeOf, fakeRegistry, sourceFor } from './registry.ts';

const subject = sha256('subject');
const referrer = (name: string, artifactType = 'application/x') => ({
  mediaType: types.manifest,
  digest: sha256(name),
  size: name.length,
  artifactType,
});
const list = (manifests: readonly unknown[]): string => JSON.stringify({ schemaVersion: 2, mediaType: types.index, manifests });

type Pages = { readonly [query: string]: { readonly body: string; readonly link?: string; readonly type?: string } };
const withPages = async (pages: Pages): Promise<FakeRegistry> => {
  const registry = await fakeRegistry();
  registry.misbehave.push((request, response) => {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const page = path.includes('/referrers/') ? pages[query] : undefined;
    if (!page) return false;
    if (page.link) response.setHeader('link', page.link);
    response.setHeader('content-type', page.type ?? types.index).end(page.body);
    return true;
  });
  return registry;
};
const namesOf = async (registry: FakeRegistry, artifactType?: string): Promise<readonly Digest[]> =>
  (await sourceFor().referrers(`${registry.host}/app:1`, subject, artifactType)).map(({ digest }) => digest);

describe('referrers', () => {
  it('come page by page', async () => {
    const registry = await withPages({
      '': { body: list([referrer('a')]), link: `</v2/app/referrers/${subject}?last=a>; rel="next"` },
      'last=a': { body: list([referrer('b')]) },
    });
    expect(await namesOf(registry)).toEqual([sha256('a'), sha256('b')]);
  });

  it('are filtered here when the registry does not', async () => {
    const both = list([referrer('a', 'application/sbom'), referrer('b')]);
    const registry = await withPages({ 'artifactType=application%2Fsbom': { body: both } });
    expect(await namesOf(registry, 'application/sbom')).toEqual([sha256('a')]);
  });

  it.each([
    ['http://169.254.169.254/latest'],
    [`http://localhost:1/v2/app/referrers/${subject}`],
    ['/v2/other/referrers/x'],
    ['//evil.test/x'],
    ['::'],
  ])('lead nowhere else: %s', async (link) => {
    const registry = await withPages({ '': { body: list([referrer('a')]), link: `<${link}>; rel="next"` } });
    expect(await namesOf(registry)).toEqual([sha256('a')]);
    expect(registry.requests).toHaveLength(1);
  });

  it('without end are cut off', async () => {
    const registry = await withPages({ '': { body: list([]), link: `</v2/app/referrers/${subject}>; rel="next"` } });
    expect(await codeOf(namesOf(registry))).toBe('too-large');
    const many = await withPages({ '': { body: list(Array.from({ length: 1001 }, (_, index) => referrer(String(index)))) } });
    expect(await codeOf(namesOf(many))).toBe('too-large');
  });

  it('come from the tag when there is no such call, or only a web page', async () => {
    for (const pages of [{}, { '': { body: '<html>', type: 'text/html' } }]) {
      const registry = await withPages(pages);
      expect(await namesOf(registry)).toEqual([]);
      registry.putManifest(subject.replace(':', '-'), list([referrer('a')]), types.index);
      expect(await namesOf(registry)).toEqual([sha256('a')]);
    }
  });

  it('that are malformed are refused', async () => {
    for (const body of ['nonsense', list([{ digest: 'x' }])]) {
      expect(await codeOf(namesOf(await withPages({ '': { body } })))).toBe('image-corrupt');
    }
  });

  it('give their contents, checked and bounded', async () => {
    const registry = await fakeRegistry();
    const content = registry.putBlob(Buffer.from('content'), 'application/x');
    const artifact = registry.putManifest('artifact', { schemaVersion: 2, mediaType: types.manifest, layers: [content] });
    const read = (maxBytes: number) => sourceFor().contents(`${registry.host}/app:1`, { ...artifact, artifactType: '' }, maxBytes);
    expect((await read(7)).map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['content']);
    expect(await codeOf(read(6))).toBe('too-large');
    registry.misbehave.push((request, response) => {
      if (!request.url?.endsWith(content.digest)) return false;
      response.end('changed');
      return true;
    });
    expect(await codeOf(read(7))).toBe('image-corrupt');
  });
});
