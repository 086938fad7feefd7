type Build = {
  /** The import path of the program's own package, which its functions call `main`. */
  readonly command: string;
  readonly replaced: ReadonlyMap<string, string>;
};

/**
 * Each package under the longest module path that it lies in, as the module's users name it: relative, '' for the module's own path. What lies in none and has no
 * dot in its first part is of the standard library. Source: Go modules reference, "Resolving a package to a module".
 */
export const packagesByModule = (
  packages: ReadonlySet<string>,
  modules: ReadonlySet<string>,
  { command, replaced }: Build,
): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const each of packages) {
    const path = each === 'main' ? command : each;
    const holder = moduleOf(path, modules);
    if (holder === undefined && !isStandard(path)) continue;
    const name = holder === undefined ? 'stdlib' : (replaced.get(holder) ?? holder);
    const list = found.get(name) ?? [];
    list.push(holder === undefined ? path : path.slice(holder.length + 1));
    found.set(name, list);
  }
  for (const list of found.values()) list.sort();
  return found;
};

const moduleOf = (path: string, modules: ReadonlySet<string>): string | undefined => {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const prefix = path.slice(0, end);
    if (modules.has(prefix)) return prefix;
  }
  return undefined;
};

const isStandard = (path: string): boolean => path !== '' && !(path.split('/', 1)[0] ?? '').includes('.');
