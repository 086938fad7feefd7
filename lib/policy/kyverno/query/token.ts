import type { Json } from '../../../model/json.ts';

/** Symbols are their own kind. `value`: of a literal, the JSON it stands for; of a name, a quoted name and a string, the text. */
export type Token = { readonly kind: TokenKind; readonly value: Json; readonly offset: number };

export type TokenKind = 'name' | 'quoted' | 'number' | 'string' | 'literal' | 'end' | Symbols;

type Symbols =
  | '[?'
  | '[]'
  | '||'
  | '&&'
  | '=='
  | '!='
  | '<='
  | '>='
  | '.'
  | '*'
  | ','
  | ':'
  | '{'
  | '}'
  | '['
  | ']'
  | '('
  | ')'
  | '@'
  | '|'
  | '&'
  | '!'
  | '<'
  | '>';

/** The longer ones come first: `[?` is not `[` and `?`. */
export const symbols: readonly Symbols[] = [
  '[?',
  '[]',
  '||',
  '&&',
  '==',
  '!=',
  '<=',
  '>=',
  '.',
  '*',
  ',',
  ':',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '@',
  '|',
  '&',
  '!',
  '<',
  '>',
];
