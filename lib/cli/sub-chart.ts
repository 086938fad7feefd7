import { posix } from 'node:path';
import { readChunk } from '../manifest/yaml/read.ts';
import type { SourceFile } from '../model/evidence.ts';
import { type Json, listAt, stringAt } from '../model/json.ts';
import type { ChartFiles } from './chart-files.ts';

/**
 * The template that Helm names by a path of charts below this one: `charts/orders/templates/db.yaml`. A sub-chart is called by its alias there, or by its own
 * name, and lies in a folder of any name or in an archive. Undefined when it is not there, or in several of which none is the wanted version.
 * Sources: Helm, "Chart dependencies", "Alias field in dependencies"; pkg/chart, ChartFullPath.
 */
export const templateIn = (files: ChartFiles, path: string, chart = ''): SourceFile | undefined => {
  const own = files.bytes(posix.join(chart, path));
  if (own) return { name: files.shown(posix.join(chart, path)), text: own.toString('utf8') };
  const [, called, rest] = /^charts\/([^/]+)\/(.+)$/s.exec(path) ?? [];
  if (called === undefined || rest === undefined) return undefined;
  const { name, version } = dependencyOf(files, chart, called);
  const charts = subCharts(files, chart, name);
  const found = charts.flatMap((one) => {
    const template = templateIn(one.files, rest, one.chart);
    return template ? [{ template, version: one.version }] : [];
  });
  const wanted = found.length > 1 ? found.filter((one) => one.version === version) : found;
  return wanted.length === 1 ? wanted[0]?.template : undefined;
};

/** The dependency's own name and, where it is fixed, version. Charts of the first form list them in a file of their own. */
const dependencyOf = (
  files: ChartFiles,
  chart: string,
  called: string,
): { readonly name: string; readonly version: string | undefined } => {
  const listed = (file: string) => listAt(documentAt(files, posix.join(chart, file)), 'dependencies');
  const stated = [...listed('Chart.yaml'), ...listed('requirements.yaml')];
  const meant = stated.find((one) => stringAt(one, 'alias') === called) ?? stated.find((one) => stringAt(one, 'name') === called);
  const name = stringAt(meant, 'name') ?? called;
  const locked = [...listed('Chart.lock'), ...listed('requirements.lock')].find((one) => stringAt(one, 'name') === name);
  return { name, version: stringAt(locked, 'version') ?? stringAt(meant, 'version') };
};

type SubChart = { readonly files: ChartFiles; readonly chart: string; readonly version: string | undefined };

/** The charts of this name in a chart's `charts`. */
const subCharts = (files: ChartFiles, chart: string, name: string): readonly SubChart[] => {
  const folder = posix.join(chart, 'charts');
  const places = files.names(folder).flatMap((entry): Omit<SubChart, 'version'>[] => {
    const path = posix.join(folder, entry);
    if (!/\.(?:tgz|tar\.gz)$/.test(entry)) return [{ files, chart: path }];
    const archive = entry.startsWith(name) ? files.archive(path) : undefined;
    return archive ? archive.names('').map((top) => ({ files: archive, chart: top })) : [];
  });
  return places.flatMap((place) => {
    const about = documentAt(place.files, posix.join(place.chart, 'Chart.yaml'));
    return stringAt(about, 'name') === name ? [{ ...place, version: stringAt(about, 'version') }] : [];
  });
};

// Every template asks for the same few: a chart that takes in another a hundred times has a thousand templates.
const documents = new WeakMap<ChartFiles, Map<string, Json | undefined>>();

const documentAt = (files: ChartFiles, path: string): Json | undefined => {
  const known = documents.get(files) ?? new Map<string, Json | undefined>();
  documents.set(files, known);
  if (!known.has(path)) {
    const text = files.bytes(path)?.toString('utf8');
    known.set(path, text === undefined ? undefined : readChunk(text).documents[0]?.value);
  }
  return known.get(path);
};
