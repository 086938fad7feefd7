import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/model/error.ts';
import { compilePolicy } from '../../lib/policy/compile.ts';
import { parsePolicyText } from '../../lib/policy/parse.ts';
import { readText } from '../../lib/policy/text.ts';

const header = 'apiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: { name: team }\n';

const refused = (text: string): AppError => {
  try {
    parsePolicyText(text);
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid-policy') return error;
    throw error;
  }
  throw new Error('this was accepted');
};

const bomb = `a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 9 }, (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(10)}]`).join('\n')}\n`;

describe('a hostile document is refused with its place', () => {
  it.each([
    ['a bomb of aliases', `${header}spec:\n  description: 1\n${bomb}`],
    ['an alias of the value it is part of', `${header}spec: &all { rules: [*all] }`],
    ['an alias of nothing', `${header}spec: *nothing`],
    ['a hundred levels', `${header}spec: ${'['.repeat(100)}${']'.repeat(100)}`],
    ['a hundred thousand brackets', '['.repeat(100_000)],
    ['a key twice', `${header}spec: {}\nspec: { mode: audit }`],
    ['a key twice in JSON', '{"kind": "Policy", "kind": "PolicyMapping"}'],
    ['__proto__', `${header}spec: { __proto__: { mode: audit } }`],
    ['__proto__ in a map of names', `${header}spec: { rules: [{ rule: run-as-non-root, params: { __proto__: 1 } }] }`],
    ['constructor', `${header}spec: { constructor: { prototype: 1 } }`],
    ['NUL', `${header}spec: { mode: "a\0" }`],
    ['a tag', `${header}spec: !!js/function "x"`],
    ['a tag of numbers', `${header}spec: { packs: !!set { starter } }`],
    ['a key that is a list', `${header}? [a]\n: b`],
    ['tabs', `${header}spec:\n\tmode: audit`],
    ['a megabyte', `${header}# ${'x'.repeat(1_000_000)}`],
    ['ten thousand documents', `${header}spec: {}\n---\n`.repeat(10_000)],
    ['a pattern of a kilobyte', `${header}spec: { vulnerabilities: [{ name: a, effect: deny, paths: ["${'*a'.repeat(512)}"] }] }`],
    ['merge keys', `base: &base { mode: audit }\n${header}spec: { <<: *base }`],
    ['nothing', ''],
    ['a number', '42'],
    ['an open quote', `${header}spec: "`],
    ['half a surrogate', '\ud800'],
  ])('%s', (_, text) => {
    const { places } = refused(text);
    expect(places.length).toBeGreaterThan(0);
    expect(places[0]?.message.length).toBeLessThan(500);
    expect({}).not.toHaveProperty('mode');
  });
});

it('an alias that is used well is no bomb', () => {
  const text = `${header}spec:\n  thresholds:\n    misconfiguration: &limits { deny: high }\n    vulnerability: *limits\n`;
  expect(parsePolicyText(text)[0]?.document.spec).toMatchObject({ thresholds: { vulnerability: { deny: 'high' } } });
});

describe('for any text', () => {
  const pieces = fc.constantFrom(
    'apiVersion: plimsoll.dev/v1',
    'kind: Policy',
    'metadata: { name: a }',
    'spec:',
    '  rules:',
    '    - rule: x',
    '    - { rule: run-as-non-root }',
    '  packs: [starter]',
    '---',
    '...',
    '? a',
    ': b',
    '&a',
    '*a',
    '!!str',
    '- ',
    '\t',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    '|',
    '>',
    '#',
    '\u2028',
    '\ufeff',
    '%YAML 1.2',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(pieces, { maxLength: 30 }).map((lines) => lines.join('\n')),
    fc.json({ maxDepth: 4 }),
  );

  it('the reader throws nothing but its own refusal', () => {
    fc.assert(
      fc.property(text, (written) => {
        try {
          for (const parsed of parsePolicyText(written)) if (parsed.kind === 'Policy') compilePolicy(parsed.document);
        } catch (error) {
          expect(error).toMatchObject({ name: 'AppError', code: 'invalid-policy' });
        }
      }),
      { numRuns: 500 },
    );
  });

  it('JSON is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 3, noUnicodeString: false }), (json) => {
        const expected: unknown = JSON.parse(json);
        fc.pre(!json.includes('__proto__'));
        expect(readText(json)[0]?.value).toEqual(expected);
      }),
    );
  });

  it('every place lies in the text', () => {
    fc.assert(
      fc.property(text, (written) => {
        try {
          parsePolicyText(written);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          const lines = written.split(/\r\n|\r|\n/).length;
          for (const { line } of error.places) expect(line === undefined || (line >= 1 && line <= lines)).toBe(true);
        }
      }),
    );
  });
});
