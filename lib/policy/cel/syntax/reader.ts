import { invalid } from './invalid.ts';
import { tokens } from './lexer.ts';
import type { Token } from './token.ts';

/** As deep as an expression may be, a chain a level a link. Source: cel-go parser/options.go, maxRecursionDepth. */
const deepest = 250;

/** The tokens of a source, one at a time, with what bounds the recursion over them. */
export type Reader = {
  readonly peek: (ahead?: number) => Token;
  readonly next: () => Token;
  readonly is: (mark: string) => boolean;
  /** Takes the mark when it is the next token. */
  readonly take: (mark: string) => boolean;
  readonly expect: (mark: string) => void;
  readonly deeper: (levels?: number) => void;
};

export const readerOf = (source: string): Reader => {
  const all = tokens(source);
  let [position, depth] = [0, 0];
  const end: Token = { kind: 'end', offset: source.length };
  const peek = (ahead = 0): Token => all[position + ahead] ?? end;
  const next = (): Token => {
    const token = peek();
    position += 1;
    return token;
  };
  const is = (mark: string): boolean => {
    const token = peek();
    return token.kind === 'mark' && token.text === mark;
  };
  const take = (mark: string): boolean => {
    if (!is(mark)) return false;
    position += 1;
    return true;
  };
  const expect = (mark: string): void => {
    if (!take(mark)) unexpected(peek(), `'${mark}'`);
  };
  const deeper = (levels = 1): void => {
    depth += levels;
    if (depth > deepest) invalid(`expression recursion limit exceeded: ${deepest}`, peek().offset);
  };
  return { peek, next, is, take, expect, deeper };
};

export const unexpected = (token: Token, wanted: string): never => {
  const found = token.kind === 'end' ? '<EOF>' : token.kind === 'literal' ? 'a literal' : `'${token.text.slice(0, 100)}'`;
  return invalid(`mismatched input ${found} expecting ${wanted}`, token.offset);
};
