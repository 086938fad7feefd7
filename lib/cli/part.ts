import { dirname, join } from 'node:path';
import { readChunk } from '../manifest/yaml/read.ts';
import { listAt, memberOf } from '../model/json.ts';

/**
 * What a file of a folder may be that is no manifest by itself: a chart's template, a patch that a kustomization puts over another,
 * or what only the tools of charts read.
 */
export type Part = 'template' | 'patch' | 'setting';

/** Something that nobody could judge, and why. */
export type Unread = { readonly rule: string; readonly reason: string };

const chartFile = /(?:^|\/)Chart\.ya?ml$/;
// Source: Helm, "The chart file structure"; `tests` and `ci` are read by helm-unittest and chart-testing.
const chartPart = /^(?:(templates)\/|(?:tests|ci)\/|values[^/]*$)/;
const kustomizationFile = /(?:^|\/)kustomization\.ya?ml$/;

/** Tells which of a folder's paths are parts. `read` is asked for kustomizations alone. */
export const partsOf = (paths: readonly string[], read: (path: string) => string): ((path: string) => Part | undefined) => {
  const charts = new Set(paths.filter((path) => chartFile.test(path)).map((path) => path.replace(/[^/]*$/, '')));
  const patches = new Set(
    paths
      .filter((path) => kustomizationFile.test(path))
      .flatMap((path) => patchesIn(read(path)).map((patch) => join(dirname(path), patch))),
  );
  return (path) => {
    const chart = nearest(charts, path);
    const found = chart === undefined ? null : chartPart.exec(path.slice(chart.length));
    if (found) return found[1] === undefined ? 'setting' : 'template';
    return patches.has(path) ? 'patch' : undefined;
  };
};

/** The closest folder above a path that is one of these; each ends in a slash, the root is ''. */
const nearest = (folders: ReadonlySet<string>, path: string): string | undefined => {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
    if (folders.has(path.slice(0, end + 1))) return path.slice(0, end + 1);
  return folders.has('') ? '' : undefined;
};

/** The files that a kustomization names as patches. Source: Kustomize, "kustomization file", patches and the two forms before it. */
const patchesIn = (kustomization: string): readonly string[] => {
  const value = readChunk(kustomization).documents[0]?.value;
  const named = [...listAt(value, 'patches'), ...listAt(value, 'patchesJson6902')].map((patch) => memberOf(patch, 'path'));
  return [...named, ...listAt(value, 'patchesStrategicMerge')].filter((path) => typeof path === 'string');
};

/** What is said of parts in place of a judgement. */
export const unreadParts = (parts: readonly { readonly path: string; readonly part: Part }[]): readonly Unread[] => [
  ...said(parts, 'template', 'templates are not judged before they are rendered (plimsoll check <chart folder>)'),
  ...said(parts, 'patch', 'patches are judged with what they change alone (plimsoll check <folder of the kustomization>)'),
];

const said = (parts: Parameters<typeof unreadParts>[0], wanted: Part, reason: string): readonly Unread[] => {
  const paths = parts.filter(({ part }) => part === wanted).map(({ path }) => path);
  return paths.length === 0 ? [] : [{ rule: 'template', reason: `${reason}: ${listed(paths)}` }];
};

const shown = 5;
/** The first few of many paths. */
export const listed = (paths: readonly string[]): string =>
  `${paths.slice(0, shown).join(', ')}${paths.length > shown ? ` and ${paths.length - shown} more` : ''}`;
