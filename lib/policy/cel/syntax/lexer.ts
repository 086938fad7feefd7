import { isInt, uintOf } from '../value/range.ts';
import { signalOf } from '../value/signal.ts';
import { invalid } from './invalid.ts';
import { quoted } from './quoted.ts';
import type { Token } from './token.ts';

/** As cel-go: `common.expressionCodePointSizeLimit`. */
const longestSource = 100_000;

const space = /(?:[ \t\n\f\r]+|\/\/[^\n]*)+/y;
const name = /[A-Za-z_][A-Za-z0-9_]*/y;
const field = /`([A-Za-z0-9_.\-/ ]+)`/y;
const float = /(?:\d+\.\d+|\.\d+)(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+/y;
const integer = /(0x[0-9a-fA-F]+|\d+)([uU]?)/y;
const opening = /([rRbB]{0,2})("""|'''|"|')/y;
const mark = /&&|\|\||[=!<>]=|[-+*/%<>!?:.,()[\]{}]/y;

export const tokens = (source: string): readonly Token[] => {
  if (source.length > longestSource) invalid(`expression code point size exceeds limit: size: ${source.length}, limit ${longestSource}`, 0);
  const found: Token[] = [];
  let offset = skip(source, 0);
  while (offset < source.length) {
    const [token, end] = next(source, offset);
    found.push(token);
    offset = skip(source, end);
  }
  return [...found, { kind: 'end', offset }];
};

const at = (pattern: RegExp, source: string, offset: number): RegExpExecArray | null => {
  pattern.lastIndex = offset;
  return pattern.exec(source);
};

const skip = (source: string, offset: number): number => offset + (at(space, source, offset)?.[0].length ?? 0);

const next = (source: string, offset: number): readonly [Token, number] => {
  const open = at(opening, source, offset);
  if (open && isPrefix(open[1] ?? '')) {
    const { value, end } = quoted(source, offset, open[1] ?? '', open[2] ?? '"');
    return [{ kind: 'literal', value, offset }, end];
  }
  const word = at(name, source, offset);
  if (word) return [{ kind: 'name', text: word[0], offset }, offset + word[0].length];
  const decimal = at(float, source, offset);
  if (decimal) return [{ kind: 'literal', value: doubleLiteral(decimal[0], offset), offset }, offset + decimal[0].length];
  const whole = at(integer, source, offset);
  if (whole) return [integral(whole[1] ?? '', whole[2] !== '', offset), offset + whole[0].length];
  const ticked = at(field, source, offset);
  if (ticked) return [{ kind: 'field', text: ticked[1] ?? '', offset }, offset + ticked[0].length];
  const sign = at(mark, source, offset) ?? invalid(`token recognition error at: '${source.slice(offset, offset + 1)}'`, offset);
  return [{ kind: 'mark', text: sign[0], offset }, offset + sign[0].length];
};

const isPrefix = (prefix: string): boolean => /^(?:[rR]?[bB]?|[bB][rR])$/.test(prefix);

const integral = (digits: string, isUnsigned: boolean, offset: number): Token => {
  const value = digits.length > 40 ? 2n ** 80n : BigInt(digits);
  if (!isUnsigned) return { kind: 'literal', value, digits, offset };
  try {
    return { kind: 'literal', value: uintOf(value, 'invalid uint literal'), offset };
  } catch (thrown) {
    return invalid(signalOf(thrown).message, offset);
  }
};

const doubleLiteral = (digits: string, offset: number): number => {
  const value = Number(digits);
  return Number.isFinite(value) ? value : invalid('invalid double literal', offset);
};

/** The int that a literal stands for, once its sign is known. */
export const intLiteral = (value: bigint, offset: number): bigint => (isInt(value) ? value : invalid('invalid int literal', offset));
