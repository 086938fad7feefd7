import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVex } from '../../../lib/advisory/vex/read.ts';
import type { VexStatement } from '../../../lib/advisory/vex/statement.ts';
import type { Json } from '../../../lib/model/json.ts';

const statementsOf = (document: Json): readonly Partial<VexStatement>[] => {
  const read = readVex(document, 'file.json');
  return read.kind === 'vex' ? read.statements : [];
};

describe('OpenVEX', () => {
  const document = {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': 'https://example.com/vex-1',
    author: 'Example',
    timestamp: '2026-01-01T00:00:00Z',
    statements: [
      {
        vulnerability: { name: 'GO-2021-0113', aliases: ['CVE-2021-38561'] },
        timestamp: '2026-02-01T00:00:00Z',
        products: [{ '@id': 'pkg:golang/example.com/app', subcomponents: [{ '@id': 'pkg:golang/golang.org/x/text@v0.3.4' }] }],
        status: 'not_affected',
        justification: 'vulnerable_code_not_present',
        impact_statement: 'not called',
      },
      { vulnerability: { name: 'CVE-1' }, products: [{ '@id': 'pkg:npm/a@1.0.0' }, 'pkg:npm/b'], status: 'fixed' },
      { vulnerability: { name: 'CVE-1' }, status: 'fixed' },
      { vulnerability: { name: 'CVE-1' }, products: ['pkg:npm/a'], status: 'perhaps' },
      { products: ['pkg:npm/a'], status: 'fixed' },
    ],
  };

  it('gives a statement a product', () => {
    expect(statementsOf(document)).toEqual([
      {
        document: 'https://example.com/vex-1',
        author: 'Example',
        at: '2026-02-01T00:00:00Z',
        ids: ['GO-2021-0113', 'CVE-2021-38561'],
        status: 'not_affected',
        justification: 'vulnerable_code_not_present',
        note: 'not called',
        product: 'pkg:golang/example.com/app',
        components: ['pkg:golang/golang.org/x/text@v0.3.4'],
      },
      expect.objectContaining({ status: 'fixed', product: 'pkg:npm/a@1.0.0', at: '2026-01-01T00:00:00Z' }),
      expect.objectContaining({ status: 'fixed', product: 'pkg:npm/b' }),
    ]);
  });

  it('counts what says nothing', () => {
    expect(readVex(document, 'f')).toMatchObject({ ignored: { 'no product': 1, 'no status': 1, 'no vulnerability': 1 } });
  });

  it('reads the form before 0.2', () => {
    const old = {
      '@context': 'https://openvex.dev/ns',
      statements: [{ vulnerability: 'CVE-1', products: ['pkg:npm/a'], status: 'fixed' }],
    };
    expect(statementsOf(old)).toMatchObject([{ ids: ['CVE-1'], product: 'pkg:npm/a', document: 'file.json' }]);
  });
});

describe('CycloneDX', () => {
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: 'urn:uuid:1',
    metadata: {
      timestamp: '2026-01-01T00:00:00Z',
      component: { type: 'container', 'bom-ref': 'image', purl: 'pkg:oci/app?repository_url=r.example/app' },
    },
    components: [
      {
        'bom-ref': 'log4j',
        purl: 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.0',
        components: [{ 'bom-ref': 'inner', purl: 'pkg:npm/i' }],
      },
    ],
    vulnerabilities: [
      {
        id: 'CVE-1',
        references: [{ id: 'GHSA-1' }],
        analysis: { state: 'not_affected', justification: 'code_not_reachable', detail: 'no' },
        affects: [{ ref: 'log4j' }, { ref: 'inner' }],
      },
      { id: 'CVE-2', analysis: { state: 'resolved' }, affects: [{ ref: 'image' }] },
      {
        id: 'CVE-3',
        analysis: { state: 'exploitable' },
        affects: [
          { ref: 'urn:cdx:1/1#pkg%3Anpm%2Fx', versions: [{ range: 'vers:npm/<2.0.0', status: 'unaffected' }, { version: '2.0.0' }] },
        ],
      },
      { id: 'CVE-4', analysis: { state: 'in_triage' }, affects: [{ ref: 'nobody' }] },
    ],
  };

  it('says of components that they lie in the subject', () => {
    const product = 'pkg:oci/app?repository_url=r.example/app';
    expect(statementsOf(document)).toMatchObject([
      {
        ids: ['CVE-1', 'GHSA-1'],
        status: 'not_affected',
        justification: 'code_not_reachable',
        note: 'no',
        product,
        components: ['pkg:maven/org.apache.logging.log4j/log4j-core@2.14.0'],
      },
      { product, components: ['pkg:npm/i'] },
      { ids: ['CVE-2'], status: 'fixed', product, components: [] },
      { ids: ['CVE-3'], status: 'not_affected', components: ['pkg:npm/x?vers=vers%3Anpm%2F%3C2.0.0'] },
      { ids: ['CVE-3'], status: 'affected', components: ['pkg:npm/x?vers=vers%3Ageneric%2F2.0.0'] },
    ]);
    expect(readVex(document, 'f')).toMatchObject({ ignored: { 'no product': 1 } });
  });
});

describe('CSAF', () => {
  const purl = (id: string, text: string) => ({ product: { product_id: id, name: id, product_identification_helper: { purl: text } } });
  const document = {
    document: {
      category: 'csaf_vex',
      csaf_version: '2.0',
      publisher: { name: 'Example' },
      tracking: { id: 'EX-1', current_release_date: '2026-01-01T00:00:00Z' },
    },
    product_tree: {
      branches: [
        {
          branches: [
            { product: { product_id: 'el9', product_identification_helper: { cpe: 'cpe:/o:redhat:enterprise_linux:9::baseos' } } },
          ],
        },
        { branches: [purl('openssl', 'pkg:rpm/redhat/openssl@3.0.7-6.el9?arch=src&epoch=1')] },
      ],
      full_product_names: [
        { product_id: 'app', product_identification_helper: { purl: 'pkg:npm/app@1.0.0' } },
        { product_id: 'nameless', name: 'x' },
      ],
      relationships: [
        {
          category: 'default_component_of',
          product_reference: 'openssl',
          relates_to_product_reference: 'el9',
          full_product_name: { product_id: 'el9:openssl' },
        },
      ],
    },
    vulnerabilities: [
      {
        cve: 'CVE-1',
        product_status: { known_not_affected: ['el9:openssl', 'nameless'], fixed: ['app'] },
        flags: [{ label: 'component_not_present', product_ids: ['el9:openssl'] }],
        threats: [{ category: 'impact', details: 'not built in', product_ids: ['el9:openssl'] }],
      },
    ],
  };

  it('joins a component with the product it is part of', () => {
    expect(statementsOf(document)).toMatchObject([
      {
        ids: ['CVE-1'],
        status: 'not_affected',
        justification: 'component_not_present',
        note: 'not built in',
        document: 'EX-1',
        author: 'Example',
        product: 'cpe:/o:redhat:enterprise_linux:9::baseos',
        components: ['pkg:rpm/redhat/openssl@3.0.7-6.el9?arch=src&epoch=1'],
      },
      { status: 'fixed', product: 'pkg:npm/app@1.0.0', components: [] },
    ]);
    expect(readVex(document, 'f')).toMatchObject({ ignored: { 'a product without purl, CPE or hash': 1 } });
  });

  it('does not mind a tree of any depth', () => {
    let branch: Json = purl('deep', 'pkg:npm/deep');
    for (let depth = 0; depth < 20_000; depth += 1) branch = { branches: [branch] };
    const deep = {
      ...document,
      product_tree: { branches: [branch] },
      vulnerabilities: [{ cve: 'CVE-1', product_status: { fixed: ['deep'] } }],
    };
    expect(statementsOf(deep)).toMatchObject([{ product: 'pkg:npm/deep' }]);
  });
});

describe('readVex', () => {
  it('knows none of the three in other JSON', () => {
    for (const value of [null, 1, [], {}, { document: {} }, { bomFormat: 'SPDX' }, { '@context': 'https://schema.org' }])
      expect(readVex(value, 'f')).toEqual({ kind: 'unknown' });
  });

  it('never throws, whatever the JSON', () => {
    const head = fc.constantFrom<Json>(
      { '@context': 'https://openvex.dev/ns' },
      { bomFormat: 'CycloneDX' },
      { document: { csaf_version: '2.0' } },
    );
    const names = [
      'statements',
      'vulnerabilities',
      'vulnerability',
      'products',
      'status',
      'affects',
      'ref',
      'product_tree',
      'branches',
      'product_status',
      'fixed',
      'metadata',
      'components',
    ];
    const { value } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom<Json>(null, 'fixed', 'CVE-1', 'pkg:npm/a', 7),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(head, value, (start, rest) => {
        readVex({ ...(typeof rest === 'object' && rest !== null && !Array.isArray(rest) ? rest : {}), ...(start as object) }, 'f');
      }),
    );
  });
});
