import type { CelBindings, CelOutcome } from './bindings.ts';
import { bindingOf } from './bindings.ts';
import { compileExpression } from './compile/expression.ts';
import type { Evaluate, Frame } from './compile/frame.ts';
import type { CelScope } from './scope.ts';
import { invalidOf } from './syntax/invalid.ts';
import { parse } from './syntax/parse.ts';
import type { Meter } from './value/meter.ts';
import { signalOf } from './value/signal.ts';
import type { CelValue } from './value/value.ts';

/** What a run may cost, and what all runs that share the budget may. A run takes what it has used from `left` and from `work`, its own steps. */
export type CelBudget = { left: number; work: number; readonly perRun: number };

/** Half a second or so, whatever the expressions are. */
const mostWork = 10_000_000;

/** Source: kubernetes apiserver, pkg/apis/cel/config.go: PerCallLimit and RuntimeCELCostBudget. */
export const celBudget = (left = 10_000_000, perRun = 1_000_000): CelBudget => ({ left, perRun, work: mostWork });

/** A compiled expression. `variables`: those it may ask for. `run` never throws for what an expression or a value holds. */
export type CelProgram = {
  readonly variables: readonly string[];
  readonly run: (bindings: CelBindings, budget: CelBudget) => CelOutcome;
};

export type CompiledCel =
  | { readonly kind: 'program'; readonly program: CelProgram }
  | { readonly kind: 'invalid'; readonly message: string; readonly offset: number };

/** `offset` of what is invalid: UTF-16 units from the start of the source. */
export const compileCel = (source: string, scope: CelScope): CompiledCel => {
  try {
    const { evaluate, variables } = compileExpression(parse(source), scope.names);
    return { kind: 'program', program: { variables, run: (bindings, budget) => run(evaluate, variables, bindings, budget) } };
  } catch (thrown) {
    return invalidOf(thrown);
  }
};

const run = (evaluate: Evaluate, variables: readonly string[], bindings: CelBindings, budget: CelBudget): CelOutcome => {
  const most = Math.min(budget.left, budget.perRun);
  const { work } = budget;
  const meter: Meter = { left: most, work };
  try {
    return { kind: 'value', value: evaluate(frameOf(variables, bindings, meter)) };
  } catch (thrown) {
    return outcomeOf(thrown);
  } finally {
    // Taken away rather than set: a variable's own run may have taken some in the meantime.
    budget.left = Math.max(budget.left - most + Math.max(meter.left, 0), 0);
    budget.work = Math.max(budget.work - work + Math.max(meter.work, 0), 0);
  }
};

const frameOf = (variables: readonly string[], bindings: CelBindings, meter: Meter): Frame => {
  const values: (CelValue | undefined)[] = [];
  const root = (index: number): CelValue => {
    const before = values[index];
    if (before !== undefined) return before;
    const value = bindingOf(variables[index] ?? '', bindings);
    values[index] = value;
    return value;
  };
  return { locals: [], root, meter };
};

const outcomeOf = (thrown: unknown): CelOutcome => {
  const { signal, message } = signalOf(thrown);
  return signal === 'unknown' ? { kind: 'unknown', reason: message } : { kind: 'error', message };
};
