import * as z from 'zod';
import { handedInSbom } from '../image/sbom/read/handed-in.ts';
import { documentsIn } from '../manifest/documents.ts';
import { AppError } from '../model/error.ts';
import type { AdvisoryMatches, Evidence, ManifestEvidence, SourceFile } from '../model/evidence.ts';
import { isList, isObject } from '../model/json.ts';
import type { ResolvedImage } from '../ports/image-source.ts';
import type { Table } from '../ports/table.ts';
import { loadDocument } from '../store/document.ts';
import { keys } from '../store/keys.ts';
import { dockerfileEvidence, manifestEvidence } from '../verdict/evidence.ts';
import type { ScanRecord } from './record.ts';

const file = z.object({ name: z.string(), text: z.string() });
const dockerfile = file.extend({
  ignore: z.string().optional(),
  files: z.array(z.object({ path: z.string(), size: z.number() })).optional(),
});
const scanTexts = z.object({
  manifests: z.array(file),
  dockerfile: dockerfile.nullable(),
  sbom: file.nullable().default(null),
  cluster: z.array(file).default([]),
});

/** The texts of a scan, kept beside its record. */
export type ScanTexts = {
  readonly manifests: readonly SourceFile[];
  readonly dockerfile: z.output<typeof dockerfile> | null;
  readonly sbom: SourceFile | null;
  /** What was told of the cluster that the manifests go to; it is judged by nobody. */
  readonly cluster: readonly SourceFile[];
};

const noTexts: ScanTexts = { manifests: [], dockerfile: null, sbom: null, cluster: [] };

export const readInput = async (table: Table, { tenant, id, input }: ScanRecord): Promise<ScanTexts> => {
  if (input === null) return noTexts;
  return readTexts(await loadDocument(table, keys.scanStep(tenant, id, 'input'), input));
};

export const readTexts = (stored: unknown): ScanTexts => scanTexts.parse(stored);

/** In the order in which they follow the images among a change's subjects. `at`: when they were handed in, RFC 3339. */
export const textEvidence = ({ manifests, dockerfile, sbom, cluster }: ScanTexts, at: string): readonly Evidence[] => [
  ...(manifests.length > 0 ? [inCluster(manifestEvidence(manifests), cluster)] : []),
  ...(dockerfile ? [sourceEvidence(dockerfile)] : []),
  ...(sbom ? [handedInSbom(sbom, at)] : []),
];

const inCluster = (evidence: ManifestEvidence, cluster: readonly SourceFile[]): ManifestEvidence =>
  cluster.length === 0 ? evidence : { ...evidence, cluster: documentsIn(cluster) };

/** Without an ignore file and a list of files nothing is known of the folder. */
const sourceEvidence = ({ ignore, files, ...source }: NonNullable<ScanTexts['dockerfile']>): Evidence =>
  ignore === undefined && files === undefined
    ? dockerfileEvidence(source)
    : dockerfileEvidence(source, source.name, { ignore: ignore ?? null, files: files ?? null });

export const readResolved = async (table: Table, { tenant, id, resolved }: ScanRecord): Promise<readonly ResolvedImage[]> => {
  const value = resolved && (await loadDocument(table, keys.scanStep(tenant, id, 'resolved'), resolved));
  if (isResolved(value)) return value;
  throw new AppError('internal', 'what the scan resolved is not there', { internal: id });
};

/** Holds because this document is written by the step `resolving` alone, from a list of `ResolvedImage`. */
const isResolved = (value: unknown): value is readonly ResolvedImage[] =>
  Array.isArray(value) && isList(value) && value.every((one) => isObject(one) && 'digest' in one && 'layers' in one);

export const readMatches = async (table: Table, { tenant, id, matches }: ScanRecord): Promise<readonly AdvisoryMatches[]> => {
  const value = matches && (await loadDocument(table, keys.scanStep(tenant, id, 'matches'), matches));
  if (isMatches(value)) return value;
  throw new AppError('internal', 'what the scan matched is not there', { internal: id });
};

/** Holds because this document is written by the step `matching` alone, from a list of `AdvisoryMatches`. */
const isMatches = (value: unknown): value is readonly AdvisoryMatches[] =>
  Array.isArray(value) && isList(value) && value.every((one) => isObject(one) && 'database' in one && 'gaps' in one);
