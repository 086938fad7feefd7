import type { CelBinding, CelBindings, CelBudget } from '../../cel/cel.ts';
import type { NamedProgram } from '../expression/program.ts';
import { lazily } from './lazily.ts';
import { lazyMap } from './lazy-map.ts';
import { signalled } from './signalled.ts';

/** A policy's own variables, one by one, and all of them for expressions that look one up by its name. */
export const variableNames = (variables: readonly string[]): readonly string[] => [
  'variables',
  ...variables.map((name) => `variables.${name}`),
];

/** Each is evaluated when it is first asked for, and once for all expressions of the request. */
export const withVariables = (
  bindings: ReadonlyMap<string, CelBinding>,
  variables: readonly NamedProgram[],
  budget: CelBudget,
): CelBindings => {
  const all = new Map(bindings);
  const asked = variables.map(({ name, program }) => ({ name, ask: () => program.run(all, budget) }));
  for (const { name, ask } of asked) all.set(`variables.${name}`, ask);
  const members = Object.fromEntries(asked.map(({ name, ask }) => [name, () => signalled(ask())]));
  all.set(
    'variables',
    lazily(() => lazyMap(members)),
  );
  return all;
};
