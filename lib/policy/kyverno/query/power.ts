import type { TokenKind } from './token.ts';

const powers = new Map<TokenKind, number>([
  ['|', 1],
  ['||', 2],
  ['&&', 3],
  ['==', 5],
  ['!=', 5],
  ['<', 5],
  ['<=', 5],
  ['>', 5],
  ['>=', 5],
  ['[]', 9],
  ['*', 20],
  ['[?', 21],
  ['.', 40],
  ['!', 45],
  ['{', 50],
  ['[', 55],
  ['(', 60],
]);

/** How strongly a token holds what stands left of it; 0 ends an expression. Source: the JMESPath specification, precedence. */
export const powerOf = (kind: TokenKind): number => powers.get(kind) ?? 0;

/** What holds less than this ends a projection: `a[*].b || c` projects `b` alone. */
export const projecting = 10;
