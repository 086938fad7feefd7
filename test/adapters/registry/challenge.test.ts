import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseChallenges } from '../../../lib/adapters/registry/distribution/challenge.ts';

it.each([
  ['', []],
  ['Basic', [['basic', {}]]],
  ['Basic realm="x"', [['basic', { realm: 'x' }]]],
  ['BEARER Realm="https://a/b?c=d,e",service=x', [['bearer', { realm: 'https://a/b?c=d,e', service: 'x' }]]],
  ['Bearer realm = "a" , scope = "r:x:pull,push"', [['bearer', { realm: 'a', scope: 'r:x:pull,push' }]]],
  ['Bearer realm="say \\"hi\\""', [['bearer', { realm: 'say "hi"' }]]],
  [
    'Basic realm="a", Bearer realm="b",service="c"',
    [
      ['basic', { realm: 'a' }],
      ['bearer', { realm: 'b', service: 'c' }],
    ],
  ],
  [
    'Negotiate, Basic realm="a"',
    [
      ['negotiate', {}],
      ['basic', { realm: 'a' }],
    ],
  ],
  [
    'Negotiate abc==, Basic realm="a"',
    [
      ['negotiate', {}],
      ['basic', { realm: 'a' }],
    ],
  ],
  [
    'Bearer realm="open',
    [
      ['bearer', {}],
      ['open', {}],
    ],
  ],
  ['Bearer __proto__="x"', [['bearer', { ['__proto__']: 'x' }]]],
  [',,, ;;; Basic', [['basic', {}]]],
])('%j', (header, expected) => {
  const challenges = parseChallenges(header).map(({ scheme, parameters }) => [scheme, parameters]);
  expect(challenges).toEqual(expected);
});

it('takes any text in little time', () => {
  const piece = fc.constantFrom('Bearer', ' ', '=', ',', '"', '\\', 'a', 'realm', '\t', 'é');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 400 }), (pieces) => void parseChallenges(pieces.join(''))),
    { numRuns: 500 },
  );
  const started = performance.now();
  for (const text of ['"', '\\', ' ', ',', 'a=', 'a="\\']) parseChallenges(text.repeat(200_000));
  expect(performance.now() - started).toBeLessThan(500);
});
