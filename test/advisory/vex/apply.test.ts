import { describe, expect, it } from 'vitest';
import { latestOf } from '../../../lib/advisory/vex/apply.ts';
import type { VexStatement } from '../../../lib/advisory/vex/statement.ts';
import { unmatchedStatements } from '../../../lib/advisory/vex/unmatched.ts';
import { sha256 } from '../../../lib/model/digest.ts';
import type { Package } from '../../../lib/model/image.ts';
import { contentOf, os, packageOf } from '../content.ts';

const digest = sha256('image');
const image = { digests: [digest], repository: 'registry.example.com/team/app' };

const said = (product: string, components: readonly string[] = [], more: Partial<VexStatement> = {}): VexStatement => ({
  ids: ['CVE-2026-1'],
  status: 'not_affected',
  justification: null,
  note: null,
  document: 'doc',
  author: '',
  at: null,
  product,
  components,
  ...more,
});

const deb = packageOf('deb libssl3 3.0.7-1', {
  purl: 'pkg:deb/debian/libssl3@3.0.7-1?arch=amd64&distro=debian-12',
  source: { name: 'openssl', version: '3.0.7-1' },
});
const rpm = packageOf('rpm openssl 1:3.0.7-6.el9', { purl: 'pkg:rpm/redhat/openssl@3.0.7-6.el9?epoch=1&distro=rhel-9' });
const app = packageOf('golang example.com/app v1.2.0', { path: 'usr/bin/app' });
const net = packageOf('golang golang.org/x/net v0.3.0', { path: 'usr/bin/app' });
const elsewhere = packageOf('golang golang.org/x/net v0.3.0', { path: 'usr/bin/other' });
const content = contentOf(os('rhel', '9.4'), deb, rpm, app, net, elsewhere);

const statusOf = (found: Package, ...statements: readonly VexStatement[]): string | undefined =>
  latestOf(statements, { found, content, image })?.status;

describe('a statement about a package', () => {
  const cases: readonly [string, Package, string, boolean][] = [
    ['qualifiers of another tool', deb, 'pkg:deb/debian/libssl3@3.0.7-1?os_distro=bookworm&os_name=debian&arch=arm64', true],
    ['no version', deb, 'pkg:deb/debian/libssl3', true],
    ['another version', deb, 'pkg:deb/debian/libssl3@3.0.8-1', false],
    ['another distribution', deb, 'pkg:deb/ubuntu/libssl3@3.0.7-1', false],
    ['another type', deb, 'pkg:apk/debian/libssl3@3.0.7-1', false],
    ['its source', deb, 'pkg:deb/debian/openssl@3.0.7-1?arch=source', true],
    ['its source in another version', deb, 'pkg:deb/debian/openssl@3.0.8-1', false],
    ['an epoch in a qualifier', rpm, 'pkg:rpm/redhat/openssl@3.0.7-6.el9?epoch=1', true],
    ['an epoch in the version', rpm, 'pkg:rpm/redhat/openssl@1:3.0.7-6.el9', true],
    ['another epoch', rpm, 'pkg:rpm/redhat/openssl@2:3.0.7-6.el9', false],
    ['a v that Go writes and purls leave out', net, 'pkg:golang/golang.org/x/net@0.3.0', true],
    ['a range that holds it', net, 'pkg:golang/golang.org/x/net?vers=vers:golang/%3E=0.1.0|%3C0.4.0', true],
    ['a range that does not', net, 'pkg:golang/golang.org/x/net?vers=vers:golang/%3C0.3.0', false],
    ['no purl at all', net, 'golang.org/x/net', false],
  ];
  it.each(cases)('%s', (_what, found, product, isSaid) => {
    expect(statusOf(found, said(product))).toBe(isSaid ? 'not_affected' : undefined);
  });
});

describe('a statement about an image', () => {
  const products: readonly [string, boolean][] = [
    [`pkg:oci/app@${digest.replace(':', '%3A')}?repository_url=elsewhere.example/app`, true],
    [`registry.example.com/team/app@${digest}`, true],
    [digest, true],
    [sha256('another'), false],
    ['pkg:oci/app?repository_url=registry.example.com/team/app', true],
    ['pkg:oci/app', true],
    ['pkg:oci/ap', false],
    ['pkg:oci/app@latest', false],
  ];
  it.each(products)('%s', (product, isSaid) => {
    expect(statusOf(deb, said(product))).toBe(isSaid ? 'not_affected' : undefined);
    expect(statusOf(deb, said(product, ['pkg:deb/debian/libssl3']))).toBe(isSaid ? 'not_affected' : undefined);
    expect(statusOf(deb, said(product, ['pkg:deb/debian/curl']))).toBeUndefined();
  });
});

describe('a statement about a part of a product', () => {
  it('holds where the part belongs to it', () => {
    const statement = said('pkg:golang/example.com/app', ['pkg:golang/golang.org/x/net@v0.3.0']);
    expect(statusOf(net, statement)).toBe('not_affected');
    expect(statusOf(elsewhere, statement)).toBeUndefined();
  });

  it('holds for the release of a distribution that it names', () => {
    const of = (release: number): VexStatement =>
      said(`cpe:/o:redhat:enterprise_linux:${release}::baseos`, ['pkg:rpm/redhat/openssl?arch=src']);
    expect(statusOf(rpm, of(9))).toBe('not_affected');
    expect(statusOf(rpm, of(8))).toBeUndefined();
  });
});

describe('several statements', () => {
  it('the latest decides, whatever their order', () => {
    const first = said('pkg:deb/debian/libssl3', [], { at: '2026-01-01T00:00:00Z', status: 'not_affected' });
    const second = said('pkg:deb/debian/libssl3', [], { at: '2026-02-01T00:00:00Z', status: 'affected' });
    expect(statusOf(deb, first, second)).toBe('affected');
    expect(statusOf(deb, second, first)).toBe('affected');
  });
});

describe('unmatchedStatements', () => {
  const matches = [
    {
      id: 'CVE-2026-1',
      aliases: [],
      severity: 'high',
      severitySource: '',
      summary: '',
      packageIndex: 0,
      range: '',
      fixedIn: null,
    } as const,
  ];
  it.each([
    ['pkg:deb/debian/libssl3', undefined],
    ['pkg:deb/debian/libssl3@9', 'product-not-there'],
    ['cpe:2.3:a:openssl:openssl:3.0.7', 'product-unreadable'],
    ['pkg:golang/example.com/app', 'issue-not-found'],
  ])('%s: %s', (product, why) => {
    const found = unmatchedStatements([said(product)], [{ content, image, matches }]);
    expect(found.map((each) => each.why)).toEqual(why === undefined ? [] : [why]);
  });
});
