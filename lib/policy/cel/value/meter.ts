import { exhaust } from './signal.ts';

/** What is left of an expression's cost. A unit is what the API server counts as one: a field, an operator, ten characters looked at. */
export type Meter = { left: number };

export const charge = (meter: Meter, cost: number): void => {
  meter.left -= cost;
  if (meter.left < 0) exhaust();
};

/** Looking at so many characters, bytes or items once. Source: cel-go common/cost.go, StringTraversalCostFactor. */
export const chargeTraversal = (meter: Meter, length: number): void => charge(meter, Math.ceil(length * 0.1));
