import { join } from 'node:path';
import type { SourceFile } from '../model/evidence.ts';
import { groupBy } from '../report/group.ts';
import { folderFiles } from './chart-files.ts';
import { chartFolders } from './chart-folder.ts';
import { belowChart, type Rendered, type RenderedDocument, renderedDocuments, textOf } from './rendered.ts';
import { templateIn } from './sub-chart.ts';

/** What `helm template` wrote to standard input, taken apart: `rest` is what no template could be found for, at its lines of the stream. */
export type Piped = { readonly rest: readonly SourceFile[]; readonly rendered: readonly Rendered[] };

/** `root`: the folder at or below which the charts are. Nothing outside of it is read, whatever a stream names. Throws AppError when there is no such folder. */
export const pipedCharts = (files: readonly SourceFile[], stdin: string, root = '.'): Piped => {
  const stream = files.find(({ name, text }) => name === stdin && text.includes('# Source: '));
  const documents = stream ? renderedDocuments(stream.text) : [];
  const sources = [...new Set(documents.flatMap(({ source }) => (source === undefined ? [] : [source])))];
  if (stream === undefined || sources.length === 0) return { rest: files, rendered: [] };
  const charts = new Map([...chartFolders(root, sources)].map(([name, folder]) => [name, { folder, files: folderFiles(root, folder) }]));
  const found = [...groupBy(documents, ({ source }) => source ?? '')].flatMap(([source, own]) => {
    const chart = charts.get(source.slice(0, source.indexOf('/')));
    const path = belowChart(source);
    const template = chart && templateIn(chart.files, path);
    return template ? [{ file: { name: join(chart.folder, path), text: textOf(own) }, template, documents: own }] : [];
  });
  const rendered = found.map(({ file, template }) => ({ file, template }));
  const rest = restOf(
    stream,
    found.flatMap((one) => one.documents),
  );
  return { rest: files.flatMap((file) => (file === stream ? rest : [file])), rendered };
};

/** The stream without these documents, its other lines where they were. */
const restOf = (stream: SourceFile, taken: readonly RenderedDocument[]): readonly SourceFile[] => {
  if (taken.length === 0) return [stream];
  const lines = stream.text.split('\n');
  for (const { first, lines: own } of taken) lines.fill('', first, first + own.length);
  return lines.every((line) => /^(?:---)?\s*$/.test(line)) ? [] : [{ name: stream.name, text: lines.join('\n') }];
};
