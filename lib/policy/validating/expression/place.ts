import { pointerToken } from '../../../model/json.ts';
import { type Path, pathsIn } from './path.ts';
import type { NamedProgram } from './program.ts';

/** Asked of again and again by what fails, and by nothing else. */
const placeOf = (source: string, variables: readonly NamedProgram[]): string | undefined => {
  const own = new Map(variables.map((variable) => [variable.name, variable.source]));
  const paths: Path[] = [];
  const ask = (text: string): void => {
    for (const [root, ...rest] of pathsIn(text)) {
      if (root === 'object') paths.push(rest);
      const variable = root === 'variables' ? own.get(rest[0] ?? '') : undefined;
      if (variable === undefined) continue;
      own.delete(rest[0] ?? '');
      ask(variable);
    }
  };
  ask(source);
  const common = paths.reduce<Path | undefined>((shared, path) => (shared ? commonStart(shared, path) : path), undefined) ?? [];
  return common.length === 0 ? undefined : common.map((step) => `/${pointerToken(step)}`).join('');
};

const commonStart = (a: Path, b: Path): Path => {
  const at = a.findIndex((step, index) => step !== b[index]);
  return at === -1 ? a : a.slice(0, at);
};

/** The part of the object that an expression asks about, through its variables too: what all its paths have in common. Worked out when first asked for. */
export const placeOnce = (source: string, variables: readonly NamedProgram[]): (() => string | undefined) => {
  let known: { readonly place: string | undefined } | undefined;
  return () => {
    known ??= { place: placeOf(source, variables) };
    return known.place;
  };
};
