/** Steps that one judgement may still take; a step is a few hundred nanoseconds of work. One budget for all that a judgement does, counted down. */
export type Budget = { steps: number };

/** Enough for a thousand times what the policies of kyverno/policies take, spent in well under a second. */
export const budgetOf = (steps = 1_000_000): Budget => ({ steps });

/** Takes steps off; false when there are none left. What gets a false stops, its answer no longer counts. */
export const spend = (budget: Budget, steps = 1): boolean => {
  budget.steps -= steps;
  return budget.steps >= 0;
};

export const isSpent = (budget: Budget): boolean => budget.steps < 0;
