import { describe, expect, it } from 'vitest';
import { attachedVexOf } from '../../../lib/advisory/vex/attached.ts';
import { unmatchedAttached } from '../../../lib/advisory/vex/attached-unmatched.ts';
import { readVex } from '../../../lib/advisory/vex/read.ts';
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

const matchOf = (id: string) =>
  ({ id, aliases: [], severity: 'high', severitySource: '', summary: '', packageIndex: 0, range: '', fixedIn: null }) as const;

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

  it('are about the image where a statement names no product', () => {
    const text = JSON.stringify({
      '@context': 'https://openvex.dev/ns/v0.2.0',
      statements: [{ vulnerability: { name: 'CVE-2026-1' }, status: 'fixed' }],
    });
    expect(markOf({ ...attached('fixed', ''), text })?.status).toBe('fixed');
  });

  it('of CycloneDX are about the image where the subject has a name alone; handed in by themselves they are told by that name', () => {
    const document = {
      bomFormat: 'CycloneDX',
      metadata: { component: { type: 'application', name: 'shop', 'bom-ref': 'project' } },
      vulnerabilities: [{ id: 'CVE-2026-1', analysis: { state: 'resolved' }, affects: [{ ref: 'project' }] }],
    };
    expect(markOf({ ...attached('fixed', ''), text: JSON.stringify(document) })?.status).toBe('fixed');
    expect(readVex(document, 'x')).toMatchObject({ statements: [{ product: 'shop', components: [] }], ignored: {} });
  });

  it('are told, a document once, as far as they have no effect', () => {
    const [a, b] = [sha256('key a'), sha256('key b')];
    const stale = attached('fixed', '', { product: 'pkg:npm/lodash@4.17.19', key: a });
    const useful = attached('fixed', '');
    const broken = { ...attached('perhaps', ''), key: b };
    const content = { ...contentOf(null, found), vex: [stale, useful, { ...stale, key: b }, broken] };
    expect(unmatchedAttached({ content, image, matches: [matchOf('cve-2026-1')] })).toEqual([
      {
        document: 'https://example.com/fixed',
        author: '',
        artifact: stale.artifact,
        keys: [a, b],
        total: 1,
        statements: [{ ids: ['CVE-2026-1'], status: 'fixed', product: 'pkg:npm/lodash@4.17.19', components: [], why: 'product-not-there' }],
        ignored: {},
      },
      expect.objectContaining({ keys: [b], total: 0, statements: [], ignored: { 'no status': 1 } }),
    ]);
  });

  it('of a whole feed are counted, and the first are shown', () => {
    const text = JSON.stringify({
      '@context': 'https://openvex.dev/ns/v0.2.0',
      statements: Array.from({ length: 1_000 }, (_, at) => ({
        vulnerability: { name: `CVE-2026-${at}` },
        products: [{ '@id': `pkg:npm/${'x'.repeat(1_000)}`, subcomponents: Array.from({ length: 50 }, () => ({ '@id': 'pkg:npm/y' })) }],
        status: 'fixed',
      })),
    });
    const [told] = unmatchedAttached({
      content: { ...contentOf(null, found), vex: [{ ...attached('fixed', ''), text }] },
      image,
      matches: [],
    });
    expect(told?.total).toBe(1_000);
    expect(told?.statements).toHaveLength(100);
    expect(JSON.stringify(told).length).toBeLessThan(100_000);
  });
});
