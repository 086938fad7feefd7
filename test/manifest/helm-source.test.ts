import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { helmSource } from '../../lib/manifest/helm-source.ts';
import { parseBundle } from '../../lib/manifest/parse.ts';

describe('what helm says a document was rendered from', () => {
  it.each([
    ['---\n# Source: shop/templates/web.yaml\napiVersion: v1\n', 'shop/templates/web.yaml'],
    ['# Source: shop/charts/db/templates/a/b.yaml\r\nkind: Pod\r\n', 'shop/charts/db/templates/a/b.yaml'],
    ['# Source: shop/crds/c.yaml\n', 'shop/crds/c.yaml'],
    ['# a remark\n\n# Source: shop/templates/with blank.yaml\n', 'shop/templates/with blank.yaml'],
    ['# Source: https://example.com/templates/web.yaml\n', undefined],
    ['# Source: shop/values.yaml\n', undefined],
    ['# Source: /etc/templates/passwd\n', undefined],
    ['# Source: shop/templates/../../../etc/passwd\n', undefined],
    ['# Source: ../shop/templates/web.yaml\n', undefined],
    ['# Source: shop//templates/web.yaml\n', undefined],
    ['# Source: shop/templates/..\\..\\web.yaml\n', undefined],
    ['# Source: shop/templates/a\0b.yaml\n', undefined],
    [`# Source: shop/templates/${'a'.repeat(2000)}\n`, undefined],
    ['kind: Pod\n# Source: shop/templates/web.yaml\n', undefined],
  ])('%j', (document, source) => {
    expect(helmSource(document)).toBe(source);
  });

  it('never names a path that leaves the chart', () => {
    const step = fc.constantFrom('..', '.', '', 'templates', 'crds', 'shop', 'a b', '\\', '\0', '/', '%2e%2e');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const source = helmSource(`# Source: ${steps.join('/')}\n`);
        expect(source?.split('/').some((part) => part === '..' || part === '' || part.includes('\0')) ?? false).toBe(false);
      }),
    );
  });

  it('takes time in proportion to a long comment', () => {
    for (let documents = 0; documents < 2_000; documents += 1) expect(helmSource(`${'#\r\n'.repeat(20)}# Source: x\n`)).toBe(undefined);
    expect(helmSource(`${'#\n'.repeat(100_000)}# Source: ${'templates/'.repeat(100_000)}`)).toBe(undefined);
  });

  it('is told beside the line, for every object of the document and for no other', () => {
    const text = `---\n# Source: shop/templates/web.yaml\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\n`;
    const { objects } = parseBundle([{ name: 'all.yaml', text }], 0);
    expect(objects.map((object) => object.locate('/metadata'))).toEqual([
      { kind: 'source', file: 'all.yaml', line: 6, column: 31, pointer: '/metadata', template: 'shop/templates/web.yaml' },
      { kind: 'source', file: 'all.yaml', line: 10, column: 1, pointer: '/metadata' },
    ]);
  });
});
