import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../model/error.ts';
import { groupBy } from '../report/group.ts';
import { belowChart } from './rendered.ts';
import { neverEntered } from './targets.ts';
import { templateBelow } from './template-text.ts';

/** A working folder may be somebody's home: the search for charts ends after this many folders and entries. */
const mostFolders = 2_000;
const mostEntries = 50_000;
/** A chart's own name. Source: Helm, "The Chart.yaml file". */
const named = /^name:[ \t]*(["']?)([\w.-]+)\1[ \t]*(?:#.*)?\r?$/m;

/**
 * By the chart's name, the folder at or below `root` that the sources were rendered from: of several with the name the one that has these
 * templates, none when that does not tell. Throws AppError `invalid-request`.
 */
export const chartFolders = (root: string, sources: readonly string[]): ReadonlyMap<string, string> => {
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new AppError('invalid-request', `${root}: no such folder`, { places: [{ file: root, message: 'no such folder' }] });
  const byChart = groupBy(sources, (source) => source.slice(0, source.indexOf('/')));
  const found = chartsBelow(root, new Set(byChart.keys()));
  const places = [...byChart].flatMap(([name, own]): [string, string][] => {
    const folders = found.get(name) ?? [];
    const [only] = folders;
    if (only !== undefined && folders.length === 1) return [[name, only]];
    const paths = own.map(belowChart);
    const holding = folders.map((folder) => [folder, held(root, folder, paths)] as const);
    const most = Math.max(0, ...holding.map(([, count]) => count));
    const [best, ...others] = most === 0 ? [] : holding.filter(([, count]) => count === most);
    return best === undefined || others.length > 0 ? [] : [[name, best[0]]];
  });
  return new Map(places);
};

const held = (root: string, folder: string, paths: readonly string[]): number =>
  paths.filter((path) => templateBelow(root, join(folder, path)) !== undefined).length;

/** Folders with a chart of one of these names, level by level. Links are not followed. */
const chartsBelow = (root: string, names: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  const folders = [root];
  let entries = 0;
  for (let at = 0; at < folders.length && at < mostFolders && entries < mostEntries; at += 1) {
    const folder = folders[at] ?? root;
    const inside = entriesOf(folder);
    entries += inside.length;
    const name = inside.some((entry) => entry.name === 'Chart.yaml') ? chartName(root, folder) : undefined;
    if (name !== undefined && names.has(name)) found.set(name, [...(found.get(name) ?? []), folder]);
    for (const entry of inside)
      if (
        entry.isDirectory() &&
        !entry.name.startsWith('.') &&
        !neverEntered.has(entry.name) &&
        !(name !== undefined && entry.name === 'templates')
      )
        folders.push(join(folder, entry.name));
  }
  return found;
};

const chartName = (root: string, folder: string): string | undefined =>
  named.exec(templateBelow(root, join(folder, 'Chart.yaml')) ?? '')?.[2];

/** A folder that may not be entered holds no chart for us. */
const entriesOf = (folder: string): readonly Dirent[] => {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
};
