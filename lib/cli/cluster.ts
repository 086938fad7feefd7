import { readFileSync, statSync } from 'node:fs';
import { documentsIn } from '../manifest/documents.ts';
import { AppError } from '../model/error.ts';
import type { Evidence, SourceFile } from '../model/evidence.ts';
import type { JsonObject } from '../model/json.ts';
import type { Verdict } from '../model/verdict.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import { policyFiles } from './policy-files.ts';

const largest = 64 * 1024 * 1024;

/** What `--cluster` tells of the cluster: every document of a file, or of the YAML and JSON files below a folder. Throws AppError with the place of what cannot be read. */
export const clusterAt = (path: string | undefined): readonly JsonObject[] => documentsIn(clusterFiles(path));

export const clusterFiles = (path: string | undefined): readonly SourceFile[] => {
  if (path === undefined) return [];
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new AppError('invalid-request', `--cluster ${path}: no such file or folder`);
  const names = stat.isDirectory() ? policyFiles(path) : [path];
  let size = 0;
  return names.map((name) => {
    size += statSync(name).size;
    if (size > largest) throw new AppError('too-large', `--cluster ${path}: more than ${largest} bytes`);
    return { name, text: readFileSync(name, 'utf8') };
  });
};

/** The evidence with what is known of the cluster beside its manifests. */
export const inCluster = (evidence: readonly Evidence[], cluster: readonly JsonObject[]): readonly Evidence[] =>
  cluster.length === 0 ? evidence : evidence.map((one) => (one.kind === 'manifests' ? { ...one, cluster } : one));

/** How to supply what policies of other engines asked for in vain; '' where nothing was asked, or something is supplied already. */
export const clusterRemark = ({ notEvaluated }: Verdict, { foreign }: CompiledPolicy, cluster: string | undefined): string => {
  const ids = new Set([...foreign.values()].map(({ id }) => id));
  const count = notEvaluated.filter(({ rule }) => ids.has(rule)).length;
  if (count === 0 || cluster !== undefined) return '';
  const what = count === 1 ? '1 statement of a policy' : `${count} statements of policies`;
  return `plimsoll: ${what} could not be made; --cluster <file|folder> tells what the cluster holds (kubectl get configmaps,namespaces -A -o yaml), images named here what a registry tells\n`;
};
