import { type CelBudget, celBudget } from '../cel/cel.ts';
import type { Allowance } from '../foreign/allowance.ts';

/** Of CEL's own steps. */
const workOfStep = 2;

/** A budget of CEL's whose work is taken off the change's allowance, too. */
export const celBudgetWithin = (allowance: Allowance): CelBudget => {
  const { left, perRun, work } = celBudget();
  let own = work;
  return {
    left,
    perRun,
    get work() {
      return Math.max(0, Math.min(own, allowance.steps * workOfStep));
    },
    set work(rest) {
      const used = this.work - rest;
      own -= used;
      allowance.steps -= used / workOfStep;
    },
  };
};
