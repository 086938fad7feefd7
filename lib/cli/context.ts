import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { BuildContext } from '../dockerfile/file.ts';
import { parseIgnore } from '../dockerfile/ignore.ts';
import { listing } from './repository.ts';

type Contexts = {
  /** What `docker build` would be given for a Dockerfile; undefined when nothing is known of it. */
  of(dockerfile: string, root: string | null): BuildContext | undefined;
};

/** Folders are listed once an ignore file, however many Dockerfiles they have. */
export const buildContexts = (): Contexts => {
  const known = new Map<string, BuildContext>();
  return {
    of: (dockerfile, root) => {
      const folder = root === null ? dirname(dockerfile) : contextFolder(dirname(dockerfile), root);
      // Source: Dockerfile reference: the ignore file that is named after the Dockerfile wins.
      const ignore = textOf(`${dockerfile}.dockerignore`) ?? textOf(`${folder}/.dockerignore`);
      if (root === null) return ignore === null ? undefined : { ignore, files: null };
      const key = JSON.stringify([folder, ignore]);
      const context = known.get(key) ?? listedContext(folder, ignore);
      known.set(key, context);
      return context;
    },
  };
};

/** A folder that is kept out whole is not entered: nothing in it is sent. With exceptions something may be. */
export const listedContext = (folder: string, ignore: string | null): BuildContext => {
  const { patterns, excludedBy } = parseIgnore(ignore ?? '');
  const hasExceptions = patterns.some(({ negated }) => negated);
  const { files, isPartial } = listing(folder, (path) => !hasExceptions && excludedBy(path) !== null);
  return { ignore, files, ...(isPartial && { isPartial }) };
};

/** The folder is not named: the nearest one above the Dockerfile with a .dockerignore, within what was given, or else its own. */
const contextFolder = (own: string, root: string): string => {
  for (let folder = own; isBelow(folder, root); folder = dirname(folder)) {
    if (existsSync(`${folder}/.dockerignore`)) return folder;
    if (resolve(folder) === resolve(root)) break;
  }
  return own;
};

const isBelow = (folder: string, root: string): boolean => !relative(root, folder).startsWith('..');

const textOf = (path: string): string | null => (existsSync(path) ? readFileSync(path, 'utf8') : null);
