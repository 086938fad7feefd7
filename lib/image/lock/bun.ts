import { isList, type Json, type JsonObject, listAt, objectAt, objectIn, stringAt } from '../../model/json.ts';
import { withoutLastCommas } from './last-commas.ts';
import { createLocator } from './lines.ts';
import type { LockFormat } from './lock-file.ts';
import { locked } from './package.ts';
import { createReach } from './reach.ts';

/** Bun's text form: JSON with commas at the ends. Source: bun.sh/docs/pm/lockfile. What only development needs follows from the workspaces. */
export const bunLock: LockFormat = {
  id: 'bun',
  files: /(^|\/)bun\.lock$/,
  *read(text) {
    const document = objectIn(withoutLastCommas(text));
    if (document?.['lockfileVersion'] === undefined) return false;
    const packages = objectAt(document, 'packages');
    const needed = neededOf(objectAt(document, 'workspaces'), packages);
    const locate = createLocator(text);
    locate('packages', ': {');
    for (const [key, entry] of Object.entries(packages)) {
      const line = locate(key, ': [');
      const stated = isList(entry) && typeof entry[0] === 'string' ? entry[0] : '';
      const [, name, version] = /^((?:@[^/@]+\/)?[^@]+)@(\d[^"]*)$/.exec(stated) ?? [];
      if (name && version) yield locked('npm', { name, version, line, development: !needed.has(key) });
    }
    return true;
  },
};

/** The places of packages that some workspace needs to run; `''` is the root. A package of the list holds what it needs in one of its parts. */
const neededOf = (workspaces: JsonObject, packages: JsonObject): ReadonlySet<string> => {
  const reach = createReach();
  for (const [path, workspace] of Object.entries(workspaces))
    for (const name of namesOf(workspace))
      reach.start(placeOf(foldersOf(path === '' ? '' : (stringAt(workspace, 'name') ?? '')), name, packages));
  for (const [key, entry] of Object.entries(packages)) {
    const folders = foldersOf(key);
    for (const name of isList(entry) ? entry.flatMap(namesOf) : []) reach.edge(key, placeOf(folders, name, packages));
  }
  return reach.reached();
};

const namesOf = (entry: Json): readonly string[] => {
  const optional = new Set(listAt(entry, 'optionalPeers'));
  const peers = Object.keys(objectAt(entry, 'peerDependencies')).filter((name) => !optional.has(name));
  return [...Object.keys(objectAt(entry, 'dependencies')), ...Object.keys(objectAt(entry, 'optionalDependencies')), ...peers];
};

/** Deeper than anybody's modules lie in one another. */
const mostFolders = 64;

/** A package and those that it lies in, from the inside; a scope and its name are one step. */
const foldersOf = (key: string): readonly string[] => {
  const steps = key.match(/(?:@[^/]*\/)?[^/]+/g) ?? [];
  return steps.length > mostFolders ? [] : steps.map((_, at) => steps.slice(0, steps.length - at).join('/'));
};

/** As Node looks for a module: below the package itself, then below each that it lies in, at last at the top. */
const placeOf = (folders: readonly string[], name: string, packages: JsonObject): string =>
  folders.map((folder) => `${folder}/${name}`).find((place) => Object.hasOwn(packages, place)) ?? name;
