import { charge } from '../value/meter.ts';
import { fail } from '../value/signal.ts';
import type { Evaluate } from './frame.ts';

/** The variables that macros have bound around an expression, innermost first. `read` gives the value that is bound at the moment. */
export type Locals = { readonly name: string; readonly read: Evaluate; readonly outer: Locals } | null;

export const localNamed = (locals: Locals, name: string): Evaluate | undefined => {
  for (let at = locals; at; at = at.outer) if (at.name === name) return at.read;
  return undefined;
};

/** A variable that is set ahead of each evaluation of what it is bound around. */
export const bound = (name: string, slot: number, outer: Locals): Locals => ({
  name,
  outer,
  read: (frame) => {
    charge(frame.meter, 1);
    return frame.locals[slot] ?? notSet(frame.locals[slot], name);
  },
});

/** A variable whose value is worked out when it is first asked for. */
export const lazy = (name: string, slot: number, value: Evaluate, outer: Locals): Locals => ({
  name,
  outer,
  read: (frame) => {
    charge(frame.meter, 1);
    const before = frame.locals[slot];
    if (before !== undefined) return before;
    const now = value(frame);
    frame.locals[slot] = now;
    return now;
  },
});

const notSet = (value: null | undefined, name: string) => (value === null ? value : fail(`no such attribute: ${name}`));
