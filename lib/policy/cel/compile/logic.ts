import type { Node } from '../syntax/ast.ts';
import { type CelSignal, fail, signalOf } from '../value/signal.ts';
import { typeName } from '../value/type-name.ts';
import type { CelValue } from '../value/value.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate } from './frame.ts';
import type { Locals } from './locals.ts';

type Logic = Extract<Node, { readonly kind: 'logic' }>;

/**
 * `&&` and `||`: a term that decides wins over terms that have no value, wherever it stands. Of the others' reasons an unknown is told rather than an
 * error. Source: cel-spec langdef, "Logical Operators".
 */
export const compileLogic = (node: Logic, locals: Locals, compiler: Compiler): Evaluate => {
  const decides = node.operator === '||';
  const terms = node.terms.map((term) => compiler.compile(term, locals));
  return (frame) => {
    let reason: CelSignal | undefined;
    for (const term of terms) {
      try {
        if (boolOf(term(frame), node.operator) === decides) return decides;
      } catch (thrown) {
        reason = weightier(reason, signalOf(thrown));
      }
    }
    if (reason) throw reason;
    return !decides;
  };
};

/** Which of two reasons is told; throws at once for the one that nothing absorbs. */
export const weightier = (before: CelSignal | undefined, now: CelSignal): CelSignal => {
  if (now.signal === 'exhausted') throw now;
  return before === undefined || (before.signal === 'error' && now.signal === 'unknown') ? now : before;
};

export const boolOf = (value: CelValue, place: string): boolean =>
  typeof value === 'boolean' ? value : fail(`no such overload: ${place} of ${typeName(value)}`);

type Conditional = Extract<Node, { readonly kind: 'conditional' }>;

export const compileConditional = (node: Conditional, locals: Locals, compiler: Compiler): Evaluate => {
  const test = compiler.compile(node.test, locals);
  const yes = compiler.compile(node.yes, locals);
  const no = compiler.compile(node.no, locals);
  return (frame) => (boolOf(test(frame), '?:') ? yes(frame) : no(frame));
};
