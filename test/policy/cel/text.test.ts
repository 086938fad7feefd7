import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CelValue, fromCel } from '../../../lib/policy/cel/cel.ts';
import { outcomeOf } from './evaluate.ts';

const letters = fc.constantFrom('a', 'b', 'é', '😀', 'ß', ' ', '-');
const text = fc.array(letters, { maxLength: 12 }).map((parts) => parts.join(''));
const run = (source: string, bindings: { readonly [name: string]: CelValue }) => {
  const outcome = outcomeOf(source, new Map(Object.entries(bindings)));
  return outcome.kind === 'value' ? fromCel(outcome.value) : undefined;
};

// Against lists of code points, which is what the places of a text are.
describe('a text with letters beyond the basic plane', () => {
  it('is cut at code points', () => {
    fc.assert(
      fc.property(text, fc.nat(13), fc.nat(13), (s, from, to) => {
        const points = [...s];
        const isInside = from <= to && to <= points.length;
        expect(run('s.substring(from, to)', { s, from: BigInt(from), to: BigInt(to) })).toBe(
          isInside ? points.slice(from, to).join('') : undefined,
        );
        expect(run('s.charAt(from)', { s, from: BigInt(from) })).toBe(from <= points.length ? (points[from] ?? '') : undefined);
        expect(run('s.size()', { s })).toBe(points.length);
        expect(run('s.reverse()', { s })).toBe(points.toReversed().join(''));
      }),
    );
  });

  it('is searched by code points', () => {
    fc.assert(
      fc.property(text, fc.array(letters, { minLength: 1, maxLength: 2 }), (s, parts) => {
        const points = [...s];
        const isAt = (place: number) => parts.every((part, index) => points[place + index] === part);
        const places = points.map((_, place) => place).filter(isAt);
        const part = parts.join('');
        expect(run('s.indexOf(part)', { s, part })).toBe(places[0] ?? -1);
        expect(run('s.lastIndexOf(part)', { s, part })).toBe(places.at(-1) ?? -1);
      }),
    );
  });

  it('is split and replaced as Go does it', () => {
    fc.assert(
      fc.property(text, text, fc.integer({ min: -1, max: 4 }), (s, next, most) => {
        expect(run("s.split('')", { s })).toEqual([...s]);
        expect(run("s.replace('', next)", { s, next })).toBe([...s].map((point) => `${next}${point}`).join('') + next);
        expect(run("s.split('a', most).join('a')", { s, most: BigInt(most) })).toBe(most === 0 ? '' : s);
        expect(run("s.split('a', most).size() <= most || most < 0", { s, most: BigInt(most) })).toBe(true);
        expect(run("s.replace('a', next, most)", { s, next, most: BigInt(most) })).toBe(replaced(s, next, most));
      }),
    );
  });
});

const replaced = (s: string, next: string, most: number): string => {
  const parts = s.split('a');
  const count = most < 0 ? parts.length : most;
  return parts.reduce((made, part, index) => (index === 0 ? part : `${made}${index <= count ? next : 'a'}${part}`), '');
};
