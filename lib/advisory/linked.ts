import type { LinkedPackages } from '../model/image.ts';
import type { GoImport } from './advisory.ts';

/** `linked` is absent where the program does not tell; `note` says what was compared. */
export type LinkedAnswer = { readonly linked?: boolean; readonly note?: string };

/**
 * Whether a Go program has a package that the record names: the linker leaves out what no function of the program reaches. Sources: Go vulnerability
 * database, `ecosystem_specific.imports`; Go, cmd/link, dead code elimination.
 */
export const linkedAnswer = (imports: readonly GoImport[], module: string, found: LinkedPackages | undefined): LinkedAnswer => {
  if (imports.length === 0) return {};
  const meant = listed(imports.map(({ path }) => path));
  if (found === undefined) return { note: `only programs that use ${meant} are affected, which this one does not tell` };
  const here = imports.filter(({ path }) => found.packages.includes(relative(path, module)));
  if (here.length === 0) return { linked: false, note: `the program links nothing of ${meant}` };
  const affected = here.filter(({ systems, architectures }) => isOne(systems, found.system) && isOne(architectures, found.architecture));
  if (affected.length > 0) return { linked: true, note: `the program links ${listed(affected.map(({ path }) => path))}` };
  const builds = listed(here.flatMap(({ systems, architectures }) => [...systems, ...architectures]));
  return { linked: false, note: `only builds for ${builds} are affected, and this is one for ${found.system}/${found.architecture}` };
};

const isOne = (all: readonly string[], one: string | undefined): boolean => all.length === 0 || one === undefined || all.includes(one);

/** Of the standard library the whole path. A replaced module is known by the path of its replacement. */
const relative = (path: string, module: string): string => {
  if (path === module) return '';
  return path.startsWith(`${module}/`) ? path.slice(module.length + 1) : path;
};

const mostListed = 3;

const listed = (names: readonly string[]): string => {
  const each = [...new Set(names)];
  const more = each.length > mostListed ? ` and ${each.length - mostListed} more` : '';
  return `${each.slice(0, mostListed).join(', ')}${more}`;
};
