/**
 * What one judgement may still take. `steps`: a step is a few hundred nanoseconds of work, counted down. `depth`: how deep what is asked just now stands in
 * what asks for it, counted up and down again; the stack of the machine is smaller than anybody's patience.
 */
export type Budget = { steps: number; depth: number };

/** Enough for a thousand times what the policies of kyverno/policies take, spent in well under a second. */
export const mostSteps = 1_000_000;

export const budgetOf = (steps = mostSteps): Budget => ({ steps, depth: 0 });

/** Takes steps off; false when there are none left. What gets a false stops, its answer no longer counts. */
export const spend = (budget: Budget, steps = 1): boolean => {
  budget.steps -= steps;
  return budget.steps >= 0;
};

export const isSpent = (budget: Budget): boolean => budget.steps < 0;

const deepest = 240;

/** What `ask` finds, asked `levels` deeper; undefined where that is too deep. */
export const deeper = <Found>(budget: Budget, levels: number, ask: () => Found): Found | undefined => {
  if (budget.depth + levels > deepest) return undefined;
  budget.depth += levels;
  const found = ask();
  budget.depth -= levels;
  return found;
};
