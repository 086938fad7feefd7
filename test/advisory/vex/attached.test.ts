import { describe, expect, it } from 'vitest';
import { attachedVexOf } from '../../../lib/advisory/vex/attached.ts';
import { sha256 } from '../../../lib/model/digest.ts';
import type { AttachedVex } from '../../../lib/model/image.ts';
import { contentOf, packageOf } from '../content.ts';

const image = { digests: [sha256('image')], repository: 'registry.example.com/app' };
const index = sha256('index');
const found = packageOf('npm lodash 4.17.20');

const attached = (status: string, timestamp: string, more: { product?: string; key?: AttachedVex['key'] } = {}): AttachedVex => {
  const text = JSON.stringify({
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': `https://example.com/${status}`,
    timestamp,
    statements: [{ vulnerability: { name: 'CVE-2026-1' }, products: [{ '@id': more.product ?? found.purl }], status }],
  });
  return {
    digest: sha256(text),
    artifact: sha256(`artifact ${text}`),
    key: more.key ?? null,
    digests: [image.digests[0] ?? index, index],
    text,
  };
};
const marksOf = (...vex: readonly AttachedVex[]) =>
  attachedVexOf(['GHSA-1', 'cve-2026-1'], { found, content: { ...contentOf(null, found), vex }, image });

const markOf = (...vex: readonly AttachedVex[]) => marksOf(...vex)[0];

describe('documents that are attached to an image', () => {
  it('mark an issue by any of its names, and say what they are and who signed', () => {
    const key = sha256('key');
    const document = attached('not_affected', '2026-01-01T00:00:00Z', { key });
    expect(markOf(document)).toMatchObject({
      status: 'not_affected',
      document: 'https://example.com/not_affected',
      attached: { artifact: document.artifact, key },
    });
  });

  it('may name the image, or its index', () => {
    for (const digest of [image.digests[0], index])
      expect(markOf(attached('fixed', '2026-01-01T00:00:00Z', { product: `pkg:oci/app@${digest}` }))?.status).toBe('fixed');
    expect(markOf(attached('fixed', '2026-01-01T00:00:00Z', { product: `pkg:oci/app@${sha256('another')}` }))).toBeUndefined();
  });

  it('are outdone by later ones', () => {
    const old = attached('not_affected', '2026-01-01T00:00:00Z');
    const late = attached('affected', '2026-02-01T00:00:00Z');
    expect(markOf(old, late)?.status).toBe('affected');
    expect(markOf(late, old)?.status).toBe('affected');
  });

  it('are outdone by dated ones when they have no date, in whatever order they lie', () => {
    const [dated, undated] = [attached('affected', '2026-02-01T00:00:00Z'), attached('not_affected', '')];
    expect(markOf(dated, undated)?.status).toBe('affected');
    expect(markOf(undated, dated)?.status).toBe('affected');
  });

  it('of several signers are told apart, the newest first', () => {
    const [a, b] = [sha256('key a'), sha256('key b')];
    const marks = marksOf(
      attached('not_affected', '2026-01-01T00:00:00Z', { key: a }),
      attached('affected', '2026-02-01T00:00:00Z', { key: b }),
      attached('under_investigation', '2025-01-01T00:00:00Z', { key: a }),
    );
    expect(marks.map(({ status, attached: from }) => [status, from?.key])).toEqual([
      ['affected', b],
      ['not_affected', a],
    ]);
  });

  it('say nothing of other packages and issues', () => {
    expect(markOf(attached('fixed', '2026-01-01T00:00:00Z', { product: 'pkg:npm/other@1.0.0' }))).toBeUndefined();
    expect(attachedVexOf(['CVE-2026-2'], { found, content: { ...contentOf(null, found), vex: [attached('fixed', '')] }, image })).toEqual(
      [],
    );
  });
});
