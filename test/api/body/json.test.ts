import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../lib/api/body/json.ts';
import { AppError } from '../../../lib/model/error.ts';

const outcome = (text: string) => {
  try {
    return { value: parseJson(text) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { pointer, line, column } = error.places[0] ?? {};
    return { code: error.code, pointer, line, column };
  }
};

describe('parseJson', () => {
  it.each([
    ['{"a": 1,}', 'invalid-json', '', 1, 9],
    ['{"a": [1 2]}', 'invalid-json', '/a', 1, 10],
    ['{"a":\n  tru}', 'invalid-json', '/a', 2, 3],
    ['', 'invalid-json', '', 1, 1],
    ['{"a": {"b": ', 'invalid-json', '/a/b', 1, 13],
    ['{} {}', 'invalid-json', '', 1, 4],
    ['{"a": "x', 'invalid-json', '/a', 1, 7],
    ['{"a": "\\x"}', 'invalid-json', '/a', 1, 8],
    ['{"a": "\t"}', 'invalid-json', '/a', 1, 8],
    ['{"a": 01}', 'invalid-json', '', 1, 8],
    ['{"a": NaN}', 'invalid-json', '/a', 1, 7],
    ['{"a": 1, "a": 2}', 'invalid-json', '/a', 1, 10],
    ['{"a": 1, "\\u0061": 2}', 'invalid-json', '/a', 1, 10],
    ["{'a': 1}", 'invalid-json', '', 1, 2],
    ['{"a": {"__proto__": {"x": 1}}}', 'forbidden-key', '/a/__proto__', 1, 8],
    ['{"__\\u0070roto__": 1}', 'forbidden-key', '/__proto__', 1, 2],
    ['{"a": ["", "x\\u0000y"]}', 'forbidden-character', '/a/1', 1, 12],
    ['{"a": "x\0y"}', 'forbidden-character', '/a', 1, 9],
    ['{"a": \0}', 'forbidden-character', '/a', 1, 7],
  ])('refuses %j', (text, code, pointer, line, column) => {
    expect(outcome(text)).toEqual({ code, pointer, line, column });
  });

  it('refuses what is nested more than 64 levels deep, however deep', () => {
    expect(outcome('['.repeat(64) + ']'.repeat(64))).toHaveProperty('value');
    expect(outcome('['.repeat(65) + ']'.repeat(65))).toMatchObject({ code: 'too-deep', line: 1, column: 65 });
    expect(outcome('{"a":'.repeat(2_000_000))).toMatchObject({ code: 'too-deep' });
  });

  it('sees duplicates and depth in whatever else a text holds', () => {
    const dictionary = fc.dictionary(fc.constantFrom('', 'a', 'a:', '"', '\\', '\\"'), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1 });
    fc.assert(
      fc.property(dictionary, fc.boolean(), fc.constantFrom(0, 2), (value, isDeep, indent) => {
        const text = JSON.stringify(value, null, indent);
        fc.pre(!text.includes('__proto__') && !text.includes('\\u'));
        expect(outcome(text)).toEqual({ value });
        const [first] = Object.keys(value);
        const twice = `${text.slice(0, -1)}, ${JSON.stringify(first)} : ${isDeep ? text : 1}}`;
        expect(outcome(twice)).toMatchObject({ code: 'invalid-json' });
        expect(outcome(`${'['.repeat(63)}${text}${']'.repeat(63)}`)).toEqual(
          Object.values(value).some((member) => typeof member === 'object' && member !== null)
            ? expect.objectContaining({ code: 'too-deep' })
            : expect.objectContaining({ value: expect.anything() }),
        );
      }),
    );
  });

  it('reads a string of ten megabytes', () => {
    const long = `"${'ab\u0080 \\n'.repeat(1_500_000)}"`;
    expect(outcome(long)).toEqual({ value: JSON.parse(long) });
  });

  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        fc.pre(!text.includes('__proto__') && !text.includes('\\u0000'));
        expect(outcome(text)).toEqual({ value: JSON.parse(text) });
      }),
    );
  });

  it('accepts nothing that JSON.parse refuses and throws nothing but its own error', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '1',
      '-',
      '.',
      'e',
      'null',
      '\\',
      '\\u00',
      ' ',
      '\n',
      '\0',
      '\ud800',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          const read = outcome(text);
          if ('value' in read) expect(read.value).toEqual(JSON.parse(text));
        },
      ),
    );
  });
});
