import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../lib/model/digest.ts';
import type { Finding } from '../../lib/model/finding.ts';
import type { Waiver, WaiverScope } from '../../lib/model/waiver.ts';
import { type WaiverFacts, waiverBook } from '../../lib/verdict/waiver.ts';
import { findingOf, imageDigest, imageEvidence, layer, now, waiverOf } from './input.ts';

const misconfiguration = findingOf({
  object: 'apps/v1/Deployment/shop/api',
  container: 'app',
  location: { kind: 'source', file: 'k8s/shop/api.yaml', line: 1, column: 1 },
});
const vulnerability: Finding = findingOf({
  rule: 'vulnerability',
  aliases: ['CVE-2026-1', 'GHSA-aaaa-bbbb-cccc'],
  location: { kind: 'layer', layer, path: 'usr/lib/node_modules/a/package.json' },
  package: { purl: 'pkg:npm/%40scope/left-pad@1.2.3?arch=x', name: '@scope/left-pad', version: '1.2.3', fixedIn: '1.2.4' },
});
const facts: WaiverFacts = { subject: imageEvidence().subject, namespace: 'shop', environment: 'prod', now };
const accepts = (scope: WaiverScope, finding: Finding, more: Partial<Waiver> = {}, around: Partial<WaiverFacts> = {}) =>
  waiverBook([waiverOf(scope, more)]).find(finding, { ...facts, ...around }) !== undefined;

const rule = 'run-as-non-root';
const purl = (text: string): WaiverScope => ({ package: text });

describe('a waiver covers', () => {
  it.each<[string, WaiverScope, Finding]>([
    ['a rule by its id', { rule }, misconfiguration],
    ['a rule in capitals', { rule: 'RUN-AS-NON-ROOT' }, misconfiguration],
    ['a rule by another tool’s id', { rule: 'AVD-KSV-0012' }, misconfiguration],
    ['a vulnerability', { rule: 'cve-2026-1' }, vulnerability],
    ['a vulnerability by another database’s id', { rule: 'GHSA-aaaa-bbbb-cccc' }, vulnerability],
    ['a finding by its fingerprint', { fingerprint: misconfiguration.fingerprint }, misconfiguration],
    ['a package of any version', purl('pkg:npm/%40scope/left-pad'), vulnerability],
    ['a package of one version', purl('pkg:npm/@scope/left-pad@1.2.3'), vulnerability],
    ['a package whatever its qualifiers', purl('pkg:npm/%40scope/left-pad@1.2.3?os=linux#a'), vulnerability],
    ['a package by its bare name', purl('@scope/left-pad'), vulnerability],
    ['a path', { rule: 'vulnerability', path: 'usr/lib/**' }, vulnerability],
    ['a file', { rule, path: 'k8s/*/api.yaml' }, misconfiguration],
    ['an image', { rule: 'vulnerability', image: imageDigest }, vulnerability],
    ['a repository', { rule: 'vulnerability', repository: 'registry.example/shop/*' }, vulnerability],
    ['a namespace', { rule, namespace: 'sh*' }, misconfiguration],
    ['an environment', { rule, environment: 'prod' }, misconfiguration],
    ['an object', { rule, object: 'apps/v1/Deployment/shop/*' }, misconfiguration],
    ['a container', { rule, container: 'app' }, misconfiguration],
  ])('%s', (_, scope, finding) => {
    expect(accepts(scope, finding)).toBe(true);
  });
});

describe('a waiver does not cover', () => {
  it.each<[string, WaiverScope, Finding]>([
    ['another rule', { rule: 'run-as-user-zero' }, misconfiguration],
    ['a rule that begins alike', { rule: 'run-as' }, misconfiguration],
    ['another fingerprint', { fingerprint: sha256('x') }, misconfiguration],
    ['another type of package', purl('pkg:pypi/%40scope/left-pad'), vulnerability],
    ['another version', purl('pkg:npm/%40scope/left-pad@1.2.30'), vulnerability],
    ['another package', purl('pkg:npm/left-pad'), vulnerability],
    ['a finding without package', purl('pkg:npm/left-pad'), misconfiguration],
    ['a path outside', { rule: 'vulnerability', path: 'usr/lib/*' }, vulnerability],
    ['another image', { rule: 'vulnerability', image: sha256('x') }, vulnerability],
    ['another repository', { rule: 'vulnerability', repository: 'registry.example/*' }, vulnerability],
    ['another namespace', { rule, namespace: 'shop2' }, misconfiguration],
    ['another environment', { rule, environment: 'staging' }, misconfiguration],
    ['another container', { rule, container: 'side' }, misconfiguration],
    ['a finding outside containers', { rule: 'vulnerability', container: '*' }, vulnerability],
    ['anything, when it names no finding', { namespace: '*' }, misconfiguration],
    ['anything, when it is empty', {}, misconfiguration],
  ])('%s', (_, scope, finding) => {
    expect(accepts(scope, finding)).toBe(false);
  });

  it('what lies in an unknown namespace, environment or image', () => {
    expect(accepts({ rule, namespace: '*' }, misconfiguration, {}, { namespace: undefined })).toBe(false);
    expect(accepts({ rule, environment: '**' }, misconfiguration, {}, { environment: null })).toBe(false);
    expect(accepts({ rule, image: imageDigest }, misconfiguration, {}, { subject: undefined })).toBe(false);
  });
});

describe('the end of a waiver', () => {
  it.each([
    ['a second before', '2026-11-22T10:00:01Z', true],
    ['at its time', '2026-11-22T10:00:00Z', false],
    ['after', '2026-11-22T09:59:59Z', false],
    ['in another zone', '2026-11-22T12:00:01+02:00', true],
    ['a time that is none', 'next week', false],
  ])('%s', (_, expiresAt, holds) => {
    expect(accepts({ rule }, misconfiguration, { expiresAt })).toBe(holds);
  });

  it('until fixed: as long as no fixed version is known', () => {
    const unfixed: Finding = { ...vulnerability, package: { purl: 'pkg:npm/a@1', name: 'a', version: '1', fixedIn: null } };
    expect(accepts({ rule: 'vulnerability' }, unfixed, { untilFixed: true })).toBe(true);
    expect(accepts({ rule: 'vulnerability' }, vulnerability, { untilFixed: true })).toBe(false);
    expect(accepts({ rule }, misconfiguration, { untilFixed: true })).toBe(true);
  });
});

it('of several that hold, the first by id is named', () => {
  const waivers = ['wvr_2', 'wvr_1', 'wvr_3'].map((id) => waiverOf({ rule }, { id }));
  expect(waiverBook(waivers).find(misconfiguration, facts)?.id).toBe('wvr_1');
  expect(waiverBook([...waivers].reverse()).find(misconfiguration, facts)?.id).toBe('wvr_1');
});

it('a book of many answers as books of one do, whatever their scopes name', () => {
  const some = <Value>(...values: readonly Value[]) => fc.constantFrom(undefined, ...values);
  const scope = fc
    .record({
      rule: some('run-as-non-root', 'KSV012', 'GHSA-aaaa-bbbb-cccc', 'vulnerability', 'other'),
      object: some('apps/v1/Deployment/shop/api', 'apps/v1/Deployment/shop/*', '**', 'v1/Pod/x'),
      package: some('left-pad', '@scope/left-pad'),
    })
    .map((written): WaiverScope => JSON.parse(JSON.stringify(written)));
  fc.assert(
    fc.property(fc.array(scope, { maxLength: 6 }), fc.constantFrom(misconfiguration, vulnerability), (scopes, finding) => {
      const waivers = scopes.map((one, index) => waiverOf(one, { id: `wvr_${9 - index}` }));
      const alone = waivers.filter((waiver) => waiverBook([waiver]).find(finding, facts)).map(({ id }) => id);
      expect(waiverBook(waivers).find(finding, facts)?.id).toBe(alone.sort()[0]);
    }),
  );
});
