/** `*` any run of characters but `/`, `**` any run, `?` one character but `/`. Everything else stands for itself. */
export type Glob = { readonly source: string; matches(text: string): boolean };

/** Longer patterns are refused where they are written. */
export const longestGlob = 256;

type Token = { readonly kind: 'text'; readonly character: string } | { readonly kind: 'one' | 'segment' | 'any' };

/** Walks the set of reachable tokens, so that no pattern makes it backtrack: the work is pattern × text at most. */
export const compileGlob = (source: string): Glob => {
  if (!/[*?]/.test(source)) return { source, matches: (text) => text === source };
  const tokens = tokensOf(source);
  return { source, matches: (text) => matchesTokens(tokens, text) };
};

const tokensOf = (source: string): readonly Token[] => {
  const tokens: Token[] = [];
  for (const [run] of source.matchAll(/\*+|\?|[^*?]/gsu)) {
    if (run === '?') tokens.push({ kind: 'one' });
    else if (run.startsWith('*')) tokens.push({ kind: run.length === 1 ? 'segment' : 'any' });
    else tokens.push({ kind: 'text', character: run });
  }
  return tokens;
};

const matchesTokens = (tokens: readonly Token[], text: string): boolean => {
  let reachable = skipStars(tokens, new Set([0]));
  for (const character of text) {
    const next = new Set<number>();
    for (const at of reachable) {
      const token = tokens[at];
      if (!token || !accepts(token, character)) continue;
      next.add(token.kind === 'segment' || token.kind === 'any' ? at : at + 1);
    }
    if (next.size === 0) return false;
    reachable = skipStars(tokens, next);
  }
  return reachable.has(tokens.length);
};

const accepts = (token: Token, character: string): boolean => {
  switch (token.kind) {
    case 'text':
      return token.character === character;
    case 'one':
    case 'segment':
      return character !== '/';
    case 'any':
      return true;
  }
};

/** A star may stand for nothing; a set visits what is added while it is walked. */
const skipStars = (tokens: readonly Token[], reachable: Set<number>): Set<number> => {
  for (const at of reachable) {
    const kind = tokens[at]?.kind;
    if (kind === 'segment' || kind === 'any') reachable.add(at + 1);
  }
  return reachable;
};
