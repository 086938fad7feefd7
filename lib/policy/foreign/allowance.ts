/**
 * What all policies of other engines may still take for one change, counted down by whoever judges. A step is about a microsecond. Each rule about one object
 * has a bound of its own; thousands of rules about thousands of objects would hold up the service for everybody.
 */
export type Allowance = { steps: number };

const atLeast = 2_000_000;
/** Forty policies of kyverno/policies take 400 steps an object. */
const eachObject = 5_000;

export const allowanceOf = (objects: number): Allowance => ({ steps: atLeast + eachObject * objects });
