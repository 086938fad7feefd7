import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeOrderOf, schemeOf } from '../../../lib/advisory/version/scheme.table.ts';

const compare = (ecosystem: string, a: string, b: string) => schemeOf(ecosystem)?.(a, b);
const sign = (order: number | null | undefined) => (typeof order === 'number' ? Math.sign(order) : order);

describe('version order', () => {
  it.each([
    ['Debian:12', '1.2-1', '1:1.0-1'],
    ['Debian', '1.0~rc1-1', '1.0-1'],
    ['Debian', '1.2-1', '1.2-1+deb12u1'],
    ['Debian', '9.9', '9.10'],
    ['Red Hat', '0:4.4.20-1.el8', '0:4.4.20-5.el8_10'],
    ['Red Hat', '1.0~rc1-1', '1.0-1'],
    ['Red Hat', '1.0-1', '1.0^git1-1'],
    ['Alpine:v3.19', '1.2.3_rc1-r0', '1.2.3-r0'],
    ['Alpine', '1.2.3-r9', '1.2.3-r10'],
    ['Alpine', '1.1.1k-r0', '1.1.1l-r0'],
    ['Alpine', '1.2.3', '1.2.3-r0'],
    ['Alpine', '1.2.3_rc-r1', '1.2.3_rc0-r0'],
    ['NuGet', '1.0.0-2', '1.0.0-2147483648'],
    ['NuGet', '1.0.0-10000000000', '1.0.0-9000000000'],
    ['NuGet', '1.0.0--2', '1.0.0-1'],
    ['NuGet', '1.0.0-a', '1.0.0-a.0'],
    ['npm', '2.0.0-beta.2', '2.0.0-beta.11'],
    ['npm', '1.9.0', '1.10.0'],
    ['Go', 'v0.0.0-20190101000000-abcdefabcdef', 'v0.0.1'],
    ['Go', 'go1.22rc1', '1.22.0'],
    ['PyPI', '1.0.dev1', '1.0a1'],
    ['PyPI', '1.0a1', '1.0'],
    ['PyPI', '1.0', '1.0.post1'],
    ['PyPI', '0.9', '1!0.1'],
    ['Maven', '1.0-alpha-1', '1.0'],
    ['Maven', '2.0-rc1', '2.0'],
    ['Maven', '1.0', '1.0-jre'],
    ['NuGet', '1.0.0-ALPHA', '1.0.0-beta'],
    ['NuGet', '1.0.0', '1.0.0.1'],
    ['RubyGems', '1.0.0.rc1', '1.0.0'],
    ['Packagist', '1.0.0-beta1', '1.0.0-RC1'],
    ['Pub', '1.0.0', '1.0.0+1'],
    ['crates.io', '0.9.9', '0.10.0'],
    ['Bitnami', '1.2.3', '1.2.4'],
    ['Bitnami', '1.2.3', '1.2.3-0'],
    ['Bitnami', '1.2.3-0', '1.2.3-1'],
    ['Bitnami', '1.2.3-9', '1.2.3-10'],
    ['Bitnami', '1.2.3-rc1', '1.2.3'],
    ['Packagist', '1.0', '1.0.0'],
    ['RubyGems', '0.1-java-', '0.1'],
    ['npm', '1.2.3-', '1.2.3'],
    ['npm', '1.2.3-a', '1.2.3-a-'],
  ])('%s: %s is older than %s', (ecosystem, older, newer) => {
    expect(sign(compare(ecosystem, older, newer))).toBe(-1);
    expect(sign(compare(ecosystem, newer, older))).toBe(1);
  });

  it.each([
    ['Debian', '1.0-1', '0:1.0-1'],
    ['Debian', '1:1.0-1', '+1:1.0-1'],
    ['NuGet', '1.0.0-1', '1.0.0-01+x'],
    ['PyPI', '1.0', '1.0.0'],
    ['PyPI', '1.0-1', '1.0.post1'],
    ['Maven', '1.0', '1.0.0-final'],
    ['NuGet', '1.0', '1.0.0.0'],
    ['npm', 'v1.0.0', '1.0.0+build'],
    ['RubyGems', '1.0', '1'],
  ])('%s: %s equals %s', (ecosystem, a, b) => expect(compare(ecosystem, a, b)).toBe(0));

  it.each([
    ['Packagist', 'v4.3', '4.3.0', 0],
    ['Packagist', '1.4.9-stable', 'v1.4.9', 0],
    ['Packagist', '1.0.0-beta.35', '1.0.0.0-b35', 0],
    ['Packagist', '2.6.2', '2.6.2.1', -1],
    ['Packagist', '2.6-RC1', '2.6.0', -1],
    ['Packagist', '2.6', '2.6.pl1', -1],
    ['Packagist', '1.0-', '1.0.0', 0],
    ['Packagist', '2010-01-02', '2010.1.3', -1],
    ['Packagist', '2010-01-02', '20100103', -1],
    ['Packagist', '2.x-dev', '2.99.0', 1],
    ['Packagist', '2.1.x-dev', '2.2.0', -1],
    ['Packagist', '2.x-dev', '3.0.0', -1],
    ['PyPI', '1.0', '1.0.post1', -1],
  ])('%s, as its installer compares: %s against %s is %d', (ecosystem, a, b, expected) => {
    expect(sign(rangeOrderOf(ecosystem)?.(a, b))).toBe(expected);
    expect(sign(rangeOrderOf(ecosystem)?.(b, a))).toBe(expected === 0 ? 0 : -expected);
  });

  it('takes a branch of Packagist without a number for neither older nor newer', () => {
    expect(rangeOrderOf('Packagist')?.('dev-main', '1.0')).toBeNull();
    expect(rangeOrderOf('Packagist')?.('1.0', 'dev-main')).toBeNull();
    expect(rangeOrderOf('Packagist')?.('dev-main', 'dev-main')).toBe(0);
  });

  it.each([
    ['Debian', 'not a version!'],
    ['Debian', '+:1'],
    ['npm', 'latest'],
    ['RubyGems', '<none>'],
    ['CRAN', '1.x'],
  ])('%s: %s cannot be compared, and says so', (ecosystem, text) => expect(compare(ecosystem, text, '1.0')).toBeNull());

  it('knows no order for an ecosystem it does not know', () => expect(schemeOf('Nobody')).toBeUndefined());

  const ecosystems = ['Debian', 'Red Hat', 'Alpine', 'npm', 'Go', 'PyPI', 'Maven', 'NuGet', 'RubyGems', 'Packagist', 'Pub', 'CRAN'];
  const version = fc.oneof(
    fc.stringMatching(/^[0-9]{1,3}(\.[0-9]{1,3}){0,3}((-|_|~|\+|\.)?(alpha|beta|rc|p|post|dev|r)[0-9]{0,2})?(-[0-9]{1,2})?$/),
    fc.string({ maxLength: 12 }),
  );
  it.each(ecosystems)('%s: any two texts compare alike from both sides, and a text equals itself or has no order', (ecosystem) => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        const forth = sign(compare(ecosystem, a, b));
        const back = sign(compare(ecosystem, b, a));
        expect([null, 0]).toContain(sign(compare(ecosystem, a, a)));
        expect(forth === null ? null : -(forth ?? 0) + 0).toBe(back === null ? null : (back ?? 0) + 0);
      }),
      { numRuns: 500 },
    );
  });

  it.each(ecosystems)('%s: 200,000 characters take no time', (ecosystem) => {
    const started = performance.now();
    for (const unit of ['1.', '1-', 'a', '0', '~', '_p', '1a']) compare(ecosystem, unit.repeat(100_000), `${unit.repeat(100_000)}1`);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
