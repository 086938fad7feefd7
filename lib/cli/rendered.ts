import { join, normalize } from 'node:path';
import { diffArrays } from 'diff';
import type { SourceFile } from '../model/evidence.ts';
import type { Verdict } from '../model/verdict.ts';

/** What was made of one template. `template`: its own text, when it can be read; places are then given in it. */
export type Rendered = { readonly file: SourceFile; readonly template: string | undefined };

/** A template and what was made of it have most lines in common; where they have not, the search ends here. */
const mostEdits = 5_000;

/** A tool's output by the templates that Helm's `# Source:` comments name; without one it is the folder's. */
export const renderedFiles = (folder: string, output: string, read: (path: string) => string | undefined): Rendered[] => {
  const byName = new Map<string, string[]>();
  for (const document of output.split(/^---[ \t]*\r?$\n?/m)) {
    if (document.trim() === '') continue;
    const name = sourceOf(folder, document) ?? folder;
    byName.set(name, [...(byName.get(name) ?? []), document.endsWith('\n') ? document : `${document}\n`]);
  }
  return [...byName].map(([name, documents]) => ({
    file: { name, text: documents.join('---\n') },
    template: name === folder ? undefined : read(name),
  }));
};

/** `# Source: chart/templates/web.yaml`, its first part being the chart's name and not its folder's. A path that leaves the chart is not followed. */
const sourceOf = (folder: string, document: string): string | undefined => {
  const [, path] = /^# Source: [^/\s]+\/(\S[^\r\n]*)/m.exec(document) ?? [];
  if (path === undefined || normalize(path).startsWith('..')) return undefined;
  return join(folder, path);
};

/** The same verdict with its places in the templates: a line that came out unchanged or filled in is that line, any other the last such line before it. */
export const inTemplates = (verdict: Verdict, rendered: readonly Rendered[]): Verdict => {
  const lines = new Map(rendered.flatMap(({ file, template }) => (template ? [[file.name, linesIn(template, file.text)]] : [])));
  if (lines.size === 0) return verdict;
  const findings = verdict.findings.map((finding) => {
    if (finding.location.kind !== 'source') return finding;
    const { endLine: _, ...location } = finding.location;
    const line = lines.get(location.file)?.[location.line - 1];
    return line === undefined ? finding : { ...finding, location: { ...location, line, column: 1 } };
  });
  return { ...verdict, findings };
};

/** By line of the output, the line of the template. */
const linesIn = (template: string, output: string): readonly number[] => {
  const changes = diffArrays(template.split('\n'), output.split('\n'), { comparator: isMadeOf, maxEditLength: mostEdits });
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

const isMadeOf = (template: string, output: string): boolean => {
  const start = template.indexOf('{{');
  if (start < 0) return template.trim() === output.trim() && template.trim() !== '';
  const fixed = template.slice(0, start).trim();
  return fixed.length > 1 && output.trim().startsWith(fixed);
};
