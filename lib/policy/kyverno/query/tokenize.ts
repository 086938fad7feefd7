import { jsonIn } from '../scalar/json-text.ts';
import { type Invalid, invalid } from './invalid.ts';
import { symbols, type Token } from './token.ts';

const space = /[ \t\n\r]*/y;
const name = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /-?[0-9]+/y;
const quoted = /"((?:[^"\\]|\\[\s\S])*)"/y;
const raw = /'((?:[^'\\]|\\[\s\S])*)'/y;
const literal = /`((?:[^`\\]|\\[\s\S])*)`/y;

/** The tokens of a query, the last of kind `end`. Source: the JMESPath specification's grammar, as kyverno/go-jmespath reads it. */
export const tokenize = (text: string): readonly Token[] | Invalid => {
  const tokens: Token[] = [];
  for (let at = 0; ; ) {
    at += run(space, text, at)?.[0].length ?? 0;
    if (at >= text.length) return [...tokens, { kind: 'end', value: '', offset: text.length }];
    const read = tokenAt(text, at);
    if ('message' in read) return read;
    tokens.push(read.token);
    at = read.end;
  }
};

type Read = { readonly token: Token; readonly end: number };

const tokenAt = (text: string, at: number): Read | Invalid => {
  const character = text.charAt(at);
  if (character === '"') return quotedAt(text, at);
  if (character === "'") return stringAt(text, at);
  if (character === '`') return literalAt(text, at);
  const word = run(name, text, at)?.[0];
  if (word !== undefined) return read('name', word, at, word.length);
  const digits = run(number, text, at)?.[0];
  if (digits !== undefined) return read('number', digits, at, digits.length);
  const symbol = symbols.find((each) => text.startsWith(each, at));
  return symbol === undefined ? invalid(`${JSON.stringify(character)} has no meaning here`, at) : read(symbol, symbol, at, symbol.length);
};

const quotedAt = (text: string, at: number): Read | Invalid => {
  const match = run(quoted, text, at);
  if (!match) return invalid('the quotation mark is never closed', at);
  const value = jsonIn(match[0]);
  return value === undefined ? invalid('the quoted name is no JSON string', at) : read('quoted', value, at, match[0].length);
};

const stringAt = (text: string, at: number): Read | Invalid => {
  const match = run(raw, text, at);
  if (!match) return invalid('the apostrophe is never closed', at);
  return read('string', (match[1] ?? '').replaceAll("\\'", "'"), at, match[0].length);
};

const literalAt = (text: string, at: number): Read | Invalid => {
  const match = run(literal, text, at);
  if (!match) return invalid('the backtick is never closed', at);
  const value = jsonIn((match[1] ?? '').replaceAll('\\`', '`'));
  return value === undefined ? invalid('what stands between backticks is no JSON', at) : read('literal', value, at, match[0].length);
};

const read = (kind: Token['kind'], value: Token['value'], offset: number, length: number): Read => ({
  token: { kind, value, offset },
  end: offset + length,
});

const run = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};
