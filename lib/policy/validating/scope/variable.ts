import type { CelBinding, CelBindings, CelBudget } from '../../cel/cel.ts';
import type { NamedProgram } from '../expression/program.ts';
import { lazily } from './lazily.ts';
import { lazyMap } from './lazy-map.ts';
import { signalled } from './signalled.ts';

/** Each is evaluated when it is first asked for, and once for all expressions of the request. */
export const withVariables = (
  bindings: ReadonlyMap<string, CelBinding>,
  variables: readonly NamedProgram[],
  budget: CelBudget,
): CelBindings => {
  if (variables.length === 0) return bindings;
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
