import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationOf, durationText } from '../../../../lib/policy/kyverno/scalar/duration.ts';
import { imageInfoOf } from '../../../../lib/policy/kyverno/scalar/image-info.ts';
import { plainNumber, printedNumber, shortNumber } from '../../../../lib/policy/kyverno/scalar/number-text.ts';
import { compareQuantities, quantityOf } from '../../../../lib/policy/kyverno/scalar/quantity.ts';
import { quantityText } from '../../../../lib/policy/kyverno/scalar/quantity-text.ts';
import { compareSemvers, semverOf } from '../../../../lib/policy/kyverno/scalar/semver.ts';

describe('durations', () => {
  it.each([
    ['1h30m', '1h30m0s'],
    ['-1.5s', '-1.5s'],
    ['.5ms', '500µs'],
    ['1000000h', '1000000h0m0s'],
    ['0', '0s'],
    ['1us1ns', '1.001µs'],
    ['2562048h', undefined],
    ['1d', undefined],
    ['1', undefined],
    ['', undefined],
    ['-', undefined],
    ['1h 2m', undefined],
    ['.s', undefined],
  ])('%s', (text, expected) => {
    const duration = durationOf(text);
    expect(duration === undefined ? undefined : durationText(duration)).toBe(expected);
  });

  it('are read again as they were written', () => {
    fc.assert(fc.property(fc.bigInt(-(2n ** 63n) + 1n, 2n ** 63n - 1n), (duration) => durationOf(durationText(duration)) === duration));
  });
});

describe('quantities', () => {
  it.each([
    ['1500m', '1500m'],
    ['1000m', '1'],
    ['1024Ki', '1Mi'],
    ['1000Ki', '1000Ki'],
    ['1.5Gi', '1536Mi'],
    ['0.5Ki', '512'],
    ['1e3', '1e3'],
    ['12E2', '1200'],
    ['0.1n', '1n'],
    ['9Ei', '9223372036854775807'],
    ['-1k', '-1k'],
    ['1.', '1'],
    ['.5', '500m'],
    ['', undefined],
    ['1K', undefined],
    ['1 Gi', undefined],
    ['1e', undefined],
    ['0x1', undefined],
  ])('%s', (text, expected) => {
    const quantity = quantityOf(text);
    expect(quantity && quantityText(quantity)).toBe(expected);
  });

  it('are read again as they were written', () => {
    const texts = fc
      .tuple(fc.integer(), fc.constantFrom('n', 'u', 'm', '', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi'))
      .map(([n, suffix]) => `${n}${suffix}`);
    fc.assert(
      fc.property(texts, (text) => {
        const quantity = quantityOf(text);
        const again = quantity && quantityOf(quantityText(quantity));
        return quantity !== undefined && again !== undefined && compareQuantities(quantity, again) === 0;
      }),
    );
  });
});

describe('versions', () => {
  it.each([
    ['1.0.0', '1.0.0+build', 0],
    ['1.0.0-alpha', '1.0.0', -1],
    ['1.0.0-alpha', '1.0.0-alpha.1', -1],
    ['1.0.0-2', '1.0.0-10', -1],
    ['1.0.0-9', '1.0.0-a', -1],
    ['1.10.0', '1.9.0', 1],
  ])('%s and %s', (left, right, order) => {
    const [first, second] = [semverOf(left), semverOf(right)];
    expect(first && second && compareSemvers(first, second)).toBe(order);
  });

  it.each(['v1.0.0', '1.0', '01.0.0', '1.0.0-01', '1.0.0-', '18446744073709551616.0.0', ''])('%s is none', (text) => {
    expect(semverOf(text)).toBeUndefined();
  });
});

describe('numbers as Go writes them', () => {
  it.each([
    [1e6, '1e+06', '1000000', '1000000'],
    [123456789, '1.23456789e+08', '123456789', '123456790'],
    [1.5e-5, '1.5e-05', '0.000015', '0.000015'],
    [0.0001, '0.0001', '0.0001', '0.0001'],
    [-1e22, '-1e+22', '-10000000000000000000000', '-10000000000000000000000'],
    [0.1, '0.1', '0.1', '0.1'],
    [0, '0', '0', '0'],
  ])('%d', (value, printed, plain, short) => {
    expect([printedNumber(value), plainNumber(value), shortNumber(value)]).toEqual([printed, plain, short]);
  });
});

describe('image references', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  it.each([
    ['nginx', { registry: 'docker.io', path: 'nginx', name: 'nginx', tag: 'latest', digest: '', reference: 'docker.io/nginx:latest' }],
    ['a/b:1', { registry: 'docker.io', path: 'a/b', name: 'b', tag: '1' }],
    ['localhost/x', { registry: 'localhost', path: 'x' }],
    [
      `r.io:5000/a/b@${digest}`,
      { registry: 'r.io:5000', tag: '', digest, reference: `r.io:5000/a/b@${digest}`, referenceWithTag: 'r.io:5000/a/b:' },
    ],
    [`r.io/b:1@${digest}`, { tag: '1', reference: `r.io/b@${digest}`, referenceWithTag: 'r.io/b:1' }],
    ['UP/x', { registry: 'UP', path: 'x' }],
  ])('%s', (reference, expected) => {
    expect(imageInfoOf(reference)).toMatchObject(expected);
  });

  it.each(['', 'a b', 'nginx:', 'r.io/UP', 'a@sha256:1', '/x', 'a//b', 'x'.repeat(300)])('%s is none', (reference) => {
    expect(imageInfoOf(reference)).toBeUndefined();
  });
});
