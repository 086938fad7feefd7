import { linesOf } from './lines.ts';
import type { LockFormat } from './lock-file.ts';
import { locked } from './package.ts';
import { createReach, type Reach } from './reach.ts';

type Entry = { readonly name: string; readonly line: number; version?: string; isOwn: boolean };

/**
 * uv lists the project and its parts too, with what each needs to be used and, in tables of their own, to be developed. Source:
 * docs.astral.sh/uv, "Project structure". What only development reaches is development; extras count as use.
 */
export const uvLock: LockFormat = {
  id: 'uv',
  files: /(^|\/)uv\.lock$/,
  *read(text) {
    const reach = createReach();
    const entries = entriesOf(text, reach);
    const needed = entries.some(({ isOwn }) => isOwn) ? reach.reached() : undefined;
    for (const { name, version, line, isOwn } of entries)
      if (version !== undefined && !isOwn)
        yield locked('pypi', { name, version, line, development: needed !== undefined && !needed.has(keyOf(name, version)) });
    return /^(\[\[|[\w-]+ ?=)/m.test(text) || text.trim() === '';
  },
};

const keyOf = (name: string, version: string | undefined): string => (version === undefined ? name : `${name}@${version}`);

const entriesOf = (text: string, reach: Reach): readonly Entry[] => {
  const entries: Entry[] = [];
  let start = 0;
  let entry: Entry | undefined;
  let table = '';
  let isList = false;
  for (const { text: line, number } of linesOf(text)) {
    if (line.startsWith('[')) {
      table = line.trimEnd();
      isList = false;
      if (table === '[[package]]') {
        start = number;
        entry = undefined;
      }
      continue;
    }
    const [, key, value] = /^([\w.-]+) ?= ?(.*)/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) {
      isList = table === '[package.optional-dependencies]' || (table === '[[package]]' && key === 'dependencies');
      if (table === '[[package]]') entry = withField(entries, entry, { key, value, line: start }, reach);
    }
    if (!isList || !entry) continue;
    for (const [, name = '', version] of line.matchAll(/\{ name = "([^"]+)"(?:, version = "([^"]+)")?/g))
      reach.edge(keyOf(entry.name, entry.version), keyOf(name, version));
  }
  return entries;
};

type Field = { readonly key: string; readonly value: string; readonly line: number };

/** Name, version and source come in this order, before all that a package needs. */
const withField = (entries: Entry[], entry: Entry | undefined, { key, value, line }: Field, reach: Reach): Entry | undefined => {
  const [, text] = /^"([^"]*)"/.exec(value) ?? [];
  if (key === 'name' && text) {
    const made: Entry = { name: text, line, isOwn: false };
    entries.push(made);
    return made;
  }
  if (entry && key === 'version' && text) {
    entry.version = text;
    // Others name the version only where there are several.
    reach.edge(entry.name, keyOf(entry.name, text));
  }
  if (entry && key === 'source' && /\b(editable|virtual|directory) ?=/.test(value)) {
    entry.isOwn = true;
    reach.start(keyOf(entry.name, entry.version));
  }
  return entry;
};
