import { booleanAt, isObject, type Json, type JsonObject, objectAt, objectIn, stringAt } from '../../model/json.ts';
import { createLocator } from './lines.ts';
import type { LockedPackage, LockFormat } from './lock-file.ts';
import { locked } from './package.ts';

/** Source: docs.npmjs.com, package-lock.json: `packages` by place since version 2, nested `dependencies` before. */
export const npmLock: LockFormat = {
  id: 'npm',
  files: /(^|\/)(package-lock|npm-shrinkwrap)\.json$/,
  *read(text) {
    const document = objectIn(text);
    if (!document) return false;
    const locate = createLocator(text);
    if (isObject(document['packages'])) yield* byPlace(document['packages'], locate);
    else yield* nested(objectAt(document, 'dependencies'), locate);
    return true;
  },
};

const modules = 'node_modules/';

function* byPlace(packages: JsonObject, locate: (key: string) => number): Generator<LockedPackage> {
  for (const [place, entry] of Object.entries(packages)) {
    const cut = place.lastIndexOf(modules);
    const version = stringAt(entry, 'version');
    // '' is the project itself, a place outside of node_modules one of its workspaces, a link a way to one.
    if (cut < 0 || !version || booleanAt(entry, 'link') === true) continue;
    // An alias is installed under another name and states its own.
    const name = stringAt(entry, 'name') ?? place.slice(cut + modules.length);
    yield locked('npm', { name, version, line: locate(place), development: booleanAt(entry, 'dev') === true });
  }
}

function* nested(dependencies: JsonObject, locate: (key: string) => number): Generator<LockedPackage> {
  const stack: [string, Json][] = Object.entries(dependencies).reverse();
  for (let next = stack.pop(); next; next = stack.pop()) {
    const [key, entry] = next;
    const line = locate(key);
    const stated = stringAt(entry, 'version') ?? '';
    const alias = /^npm:(@?[^@]+)@(.+)$/.exec(stated);
    const [name, version] = [alias?.[1] ?? key, alias?.[2] ?? stated];
    // Anything but a version is an address: of a repository, a file, an archive.
    if (/^\d/.test(version)) yield locked('npm', { name, version, line, development: booleanAt(entry, 'dev') === true });
    for (const child of Object.entries(objectAt(entry, 'dependencies')).reverse()) stack.push(child);
  }
}
