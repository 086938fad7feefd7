import { podContainers } from '../../../manifest/template.table.ts';
import { pointerToken } from '../../../model/json.ts';
import { type Path, pathsIn } from './path.ts';
import type { NamedProgram } from './program.ts';

/** What an expression asks of the object, through its variables too. `pointer`: what all its paths have in common; undefined where that is nothing. */
export type Asked = { readonly pointer: string | undefined; readonly isOfContainers: boolean };

const containerLists = new Set(podContainers.map(([list]) => list));

const askedBy = (source: string, variables: readonly NamedProgram[]): Asked => {
  const paths = pathsBy(source, new Map(variables.map((variable) => [variable.name, variable.source])));
  const common = paths.reduce<Path | undefined>((shared, path) => (shared ? commonStart(shared, path) : path), undefined) ?? [];
  return {
    pointer: common.length === 0 ? undefined : common.map((step) => `/${pointerToken(step)}`).join(''),
    isOfContainers: paths.some((path) => path.some((step) => containerLists.has(step))),
  };
};

/** Takes each variable out of `open` that it follows: variables that double would be followed for ever. */
const pathsBy = (source: string, open: Map<string, string>): readonly Path[] =>
  pathsIn(source).flatMap(([root, ...rest]): readonly Path[] => {
    if (root === 'object') return [rest];
    const [name = ''] = rest;
    const variable = root === 'variables' ? open.get(name) : undefined;
    open.delete(name);
    return variable === undefined ? [] : pathsBy(variable, open);
  });

const commonStart = (a: Path, b: Path): Path => {
  const at = a.findIndex((step, index) => step !== b[index]);
  return at === -1 ? a : a.slice(0, at);
};

/** Worked out when something fails and asks for it, and once. */
export const askedOnce = (source: string, variables: readonly NamedProgram[]): (() => Asked) => {
  let known: Asked | undefined;
  return () => {
    known ??= askedBy(source, variables);
    return known;
  };
};
