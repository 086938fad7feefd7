import { describe, expect, it } from 'vitest';
import { sha256 } from '../../lib/model/digest.ts';
import { compareBase, type Matched } from '../../lib/verdict/compare-base.ts';
import { imageEvidence, match } from './input.ts';

const entry = (createdBy: string, emptyLayer = false) => ({ createdBy, emptyLayer });
const summary = (name: string) => ({ digest: sha256(name), mediaType: '', size: 1, unpackedSize: 1, entries: 1, wasted: 0 });

/** Packages are `name layer`; each has the issues that are named with it. */
const image = (layers: readonly string[], ...found: readonly (readonly [string, string, ...string[]])[]): Matched => {
  const { content } = imageEvidence(found.map(([name]) => name));
  const history = [entry('ADD base'), entry('CMD ["sh"]', true), ...layers.slice(1).map((layer) => entry(`COPY ${layer}`))];
  return {
    content: {
      ...content,
      config: { ...content.config, history },
      layers: layers.map(summary),
      packages: content.packages.map((each, index) => ({ ...each, layer: sha256(found[index]?.[1] ?? '') })),
    },
    matches: found.flatMap(([, , ...ids], packageIndex) => ids.map((id) => match(id, 'high', { packageIndex }))),
  };
};

describe('compareBase', () => {
  const app = image(['base', 'app'], ['openssl', 'base', 'CVE-1', 'CVE-2'], ['curl', 'base', 'CVE-3'], ['left', 'app', 'CVE-4']);

  it('counts what comes with the base, by issue and package', () => {
    const other = image(['base'], ['openssl', 'base', 'CVE-2'], ['zlib', 'base', 'CVE-5', 'CVE-1']);
    expect(compareBase(app, other)).toEqual({
      now: 3,
      fewer: ['CVE-1 deb/openssl', 'CVE-3 deb/curl'],
      more: ['CVE-1 deb/zlib', 'CVE-5 deb/zlib'],
    });
  });

  it('does not count what a VEX document rules out', () => {
    const other = image(['base'], ['openssl', 'base', 'CVE-9']);
    const matches = other.matches.map((each) => ({ ...each, vex: { status: 'not_affected' as const, document: 'doc' } }));
    expect(compareBase(app, { ...other, matches })?.more).toEqual([]);
  });

  it('says nothing of an image whose base is not told', () => {
    expect(compareBase(image(['base']), app)).toBeNull();
    expect(compareBase({ ...app, content: { ...app.content, layers: [] } }, app)).toBeNull();
  });
});
