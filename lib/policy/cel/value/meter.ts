import { exhaust } from './signal.ts';

/**
 * What an expression may still use. `left`: the API server's cost, which policies are written for and which knows nothing of some work, such as joining
 * two lists. `work`: steps of our own, a few nanoseconds each, which bound the time whatever the cost says.
 */
export type Meter = { left: number; work: number };

export const charge = (meter: Meter, cost: number): void => {
  meter.left -= cost;
  if (meter.left < 0) exhaust();
};

/** The cost of looking at so many characters, bytes or items once. Source: cel-go common/cost.go, StringTraversalCostFactor. */
export const chargeTraversal = (meter: Meter, length: number): void => charge(meter, traversal(length));

export const traversal = (length: number): number => Math.ceil(length * 0.1);

/** A step an item: each is looked at by the program. */
export const toil = (meter: Meter, steps: number): void => {
  meter.work -= steps;
  if (meter.work < 0) exhaust();
};

const charactersPerStep = 8;

/** A pass over a text, which costs less a character than a step. */
export const toilOver = (meter: Meter, length: number): void => toil(meter, 1 + length / charactersPerStep);

// What is made is held in memory as well: all that a budget lets be made is some tens of megabytes.
const stepsPerCharacter = 0.5;
const stepsPerItem = 4;

/** A text or bytes of that length are about to be made. */
export const toilText = (meter: Meter, length: number): void => toil(meter, 1 + length * stepsPerCharacter);

/** A list of so many items is about to be made. */
export const toilItems = (meter: Meter, items: number): void => toil(meter, 1 + items * stepsPerItem);
