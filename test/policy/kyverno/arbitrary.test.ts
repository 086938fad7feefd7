import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holds } from '../../../lib/policy/kyverno/condition/holds.ts';
import { compileQuery } from '../../../lib/policy/kyverno/query/compile.ts';
import { substitute } from '../../../lib/policy/kyverno/variable/substitute.ts';
import { object, query, rule, value } from './arbitrary.ts';
import { clusterPolicy, judged } from './judged.ts';
import { scopeOf } from './scope.ts';

const kinds = new Set(['pass', 'fail', 'skip', 'error', 'not-evaluated']);
const outcomes = new Set(['value', 'missing', 'error', 'unknown', 'holds']);

describe('whatever is written in a Kyverno policy, it', () => {
  it('is refused or judged', () => {
    fc.assert(
      fc.property(rule, object, fc.constantFrom('CREATE', 'UPDATE', 'DELETE'), (written, sent, operation) => {
        const oldObject = operation === 'CREATE' ? null : sent;
        const asked = { operation, oldObject, ...(operation === 'DELETE' && { object: null }) } as const;
        return judged(clusterPolicy(written), sent, asked).results.every(({ kind }) => kinds.has(kind));
      }),
      { numRuns: 400 },
    );
  });

  it('says the same of the same object', () => {
    fc.assert(
      fc.property(rule, object, (written, sent) => {
        expect(judged(clusterPolicy(written), sent)).toEqual(judged(clusterPolicy(written), sent));
      }),
      { numRuns: 100 },
    );
  });

  it('has queries that are refused at a place of them, or asked', () => {
    fc.assert(
      fc.property(fc.oneof(query, fc.string({ unit: 'binary' })), object, (text, sent) => {
        const compiled = compileQuery(text);
        if (compiled.kind === 'invalid') return compiled.offset >= 0 && compiled.offset <= text.length && compiled.message !== '';
        return outcomes.has(compiled.query.search(scopeOf({ request: { object: sent } })).kind);
      }),
      { numRuns: 1_000 },
    );
  });

  it('has variables and conditions that come to something', () => {
    fc.assert(
      fc.property(value, object, (written, sent) => {
        const scope = scopeOf({ request: { object: sent, operation: 'CREATE' }, v: written, element: sent });
        return outcomes.has(substitute(written, scope).kind) && outcomes.has(holds(written, scope).kind);
      }),
      { numRuns: 500 },
    );
  });
});
