/**
 * What a macro costs beside what it evaluates: `start` once, `step` each item, `hit` each item that is taken, `stop` when it ends before the last, `end`
 * once. They are the calls and variables of the loop that cel-go expands it to. Source: cel-go parser/macro.go, ext/comprehensions.go.
 */
export type MacroCost = {
  readonly start: number;
  readonly step: number;
  readonly hit: number;
  readonly stop: number;
  readonly end: number;
};

const none: MacroCost = { start: 0, step: 0, hit: 0, stop: 0, end: 0 };

/** `@not_strictly_false(result)`, then `result && …`. */
export const allCost: MacroCost = { ...none, step: 3, stop: 2, end: 1 };
/** `@not_strictly_false(!result)`, then `result || …`. */
export const existsCost: MacroCost = { ...none, step: 4, stop: 3, end: 1 };
/** `… ? result + 1 : result`, and `result == 1`. */
export const oneCost: MacroCost = { ...none, step: 1, hit: 1, end: 2 };
/** `[]`, then `result + […]`; a filter that is false gives `result`. */
export const listCost: MacroCost = { start: 10, step: 1, hit: 11, stop: 0, end: 1 };
/** `{}`, then `@mapInsert(result, key, …)`, of whose key only the macro of two bodies asks. */
export const mapCost: MacroCost = { start: 30, step: 1, hit: 2, stop: 0, end: 1 };
export const entryCost: MacroCost = { ...mapCost, hit: 1 };
