import type { Json } from '../../../model/json.ts';
import { failed, type Outcome } from '../outcome.ts';
import { isSpent } from '../scalar/budget.ts';
import { evaluate } from './evaluate.ts';
import type { Invalid } from './invalid.ts';
import { parse } from './parse.ts';
import { root, settled } from './root.ts';
import type { QueryScope } from './scope.ts';

/**
 * A compiled query. `search` never throws: what the query asks in vain is an outcome. `from`: what it is asked of in place of the scope's root, as
 * `jmesPath` of a context entry asks what the entry fetched; clock and budget are the scope's still.
 */
export type Query = { search(scope: QueryScope, from?: Json): Outcome };

export type CompiledQuery = { readonly kind: 'query'; readonly query: Query } | Invalid;

/**
 * Compiles JMESPath in Kyverno's dialect: what is missing is an error that `||`, `|`, projections, comparisons and arguments take as null, and
 * Kyverno's own functions are there. `offset` of what is wrong counts UTF-16 units.
 */
export const compileQuery = (text: string): CompiledQuery => {
  const known = compiled.get(text);
  if (known) return known;
  const made = compileAnew(text);
  if (compiled.size >= mostKept) compiled.clear();
  if (text.length <= longestKept) compiled.set(text, made);
  return made;
};

// Queries are found in strings while they are judged, and the same ones for every object. A query depends on nothing but its text.
const compiled = new Map<string, CompiledQuery>();
const mostKept = 2_000;
const longestKept = 2_000;

const compileAnew = (text: string): CompiledQuery => {
  const node = parse(text);
  if (node.kind === 'invalid') return node;
  return {
    kind: 'query',
    query: {
      search: (scope, from = root) => {
        const outcome = settled(evaluate(node, from, scope), scope);
        return isSpent(scope.budget) ? failed('the evaluation takes more steps than a policy may take') : outcome;
      },
    },
  };
};
