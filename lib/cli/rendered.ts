import { join } from 'node:path';
import { diffArrays } from 'diff';
import { helmSource } from '../manifest/helm-source.ts';
import type { SourceFile } from '../model/evidence.ts';
import type { Location } from '../model/location.ts';
import type { Verdict } from '../model/verdict.ts';
import { groupBy } from '../report/group.ts';

/**
 * What was made of one template, by the name that Helm gives it. `template`: the template itself, when it can be read; places are then given in it. Several may
 * have one template, as a sub-chart that is taken in twice.
 */
export type Rendered = { readonly file: SourceFile; readonly template: SourceFile | undefined };

/** A document of a rendered stream. `source`: as its `# Source:` comment says. `first` and `lines`: its place among the stream's lines, which hold no markers. */
export type RenderedDocument = { readonly source: string | undefined; readonly first: number; readonly lines: readonly string[] };

// At the start of a line; Helm writes no directives.
const marker = /^---(?:[ \t\r].*)?$/;

/** The documents of a stream. One that follows a file of `crds/` and names no source is of the same file: Helm prints those files whole. */
export const renderedDocuments = (stream: string): RenderedDocument[] => {
  const documents: RenderedDocument[] = [];
  const lines = stream.split('\n');
  let first = 0;
  let before: string | undefined;
  const end = (at: number): void => {
    const own = lines.slice(first, at);
    const source = helmSource(own.slice(0, 40).join('\n')) ?? (before?.includes('/crds/') === true ? before : undefined);
    if (own.some((line) => line.trim() !== '')) documents.push({ source, first, lines: own });
    before = source;
    first = at + 1;
  };
  for (const [at, line] of lines.entries()) if (marker.test(line)) end(at);
  end(lines.length);
  return documents;
};

/** A tool's output by the templates that Helm's `# Source:` comments name; without one it is the folder's. */
export const renderedFiles = (folder: string, output: string, read: (path: string) => SourceFile | undefined): Rendered[] => {
  const byPath = groupBy(renderedDocuments(output), ({ source }) => (source === undefined ? '' : belowChart(source)));
  return [...byPath].map(([path, documents]) => ({
    file: { name: path === '' ? folder : join(folder, path), text: textOf(documents) },
    template: path === '' ? undefined : read(path),
  }));
};

/** The first part of a source is the chart's name and not its folder's. */
export const belowChart = (source: string): string => source.slice(source.indexOf('/') + 1);

export const textOf = (documents: readonly RenderedDocument[]): string =>
  documents.map(({ lines }) => lines.join('\n').replace(/(?<!\n)$/, '\n')).join('---\n');

/** The same verdict with its places in the templates: a line that came out unchanged or filled in is that line, any other the last such line before it. */
export const inTemplates = (verdict: Verdict, rendered: readonly Rendered[]): Verdict => {
  const templates = new Map(rendered.flatMap(({ file, template }) => (template === undefined ? [] : [[file.name, { file, template }]])));
  if (templates.size === 0) return verdict;
  const known = new Map<string, readonly number[]>();
  let given = 0;
  const placeOf = (name: string, line: number): { readonly file: string; readonly line: number; readonly column: 1 } | undefined => {
    const found = templates.get(name);
    if (found === undefined) return undefined;
    const lines = known.get(name) ?? (given < mostGivenUp ? linesIn(found.template.text, found.file.text) : []);
    if (!known.has(name) && lines.length === 0) given += 1;
    known.set(name, lines);
    return { file: found.template.name, line: lines[line - 1] ?? 1, column: 1 };
  };
  const placed = (location: Location): Location => {
    const place = location.kind === 'source' ? placeOf(location.file, location.line) : undefined;
    if (location.kind !== 'source' || place === undefined) return location;
    const { endLine: _, template: __, ...other } = location;
    return { ...other, ...place };
  };
  const findings = verdict.findings.map((finding) => ({ ...finding, location: placed(finding.location) }));
  const errors = verdict.errors.map((error) => {
    const place = error.file === undefined || error.line === undefined ? undefined : placeOf(error.file, error.line);
    return place === undefined ? error : { ...error, ...place };
  });
  return { ...verdict, findings, errors };
};

/** A template and what was made of it have most lines in common; where they have not, the search ends here, and after this many such files altogether. */
const mostEdits = 5_000;
const mostGivenUp = 4;

/** By line of the output, the line of the template. Empty: they have too little in common. */
const linesIn = (template: string, output: string): readonly number[] => {
  const changes = diffArrays(template.split('\n').map(partOf), output.split('\n').map(partOf), {
    comparator: isMadeOf,
    maxEditLength: mostEdits,
  });
  const lines: number[] = [];
  let at = 0;
  for (const { added, removed, value } of changes ?? []) {
    for (const _ of value) {
      if (!added) at += 1;
      if (!removed) lines.push(Math.max(at, 1));
    }
  }
  return lines;
};

/** `fixed`: what a line of a template begins with before its first action, when it has one. */
type Line = { readonly text: string; readonly fixed: string | undefined };

const partOf = (line: string): Line => {
  const start = line.indexOf('{{');
  return { text: line.trim(), fixed: start < 0 ? undefined : line.slice(0, start).trim() };
};

const isMadeOf = (template: Line, output: Line): boolean =>
  template.fixed === undefined
    ? template.text === output.text && template.text !== ''
    : template.fixed.length > 1 && output.text.startsWith(template.fixed);
