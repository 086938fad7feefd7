import { bundleOfObjects } from '../../lib/manifest/parse.ts';
import { isObject, type JsonObject } from '../../lib/model/json.ts';
import { kubernetesRules } from '../../lib/rule/kubernetes/index.ts';
import { runRules } from '../../lib/rule/run.ts';
import type { RuleSetting } from '../../lib/rule/setting.ts';
import { judgeOf } from './ndjson.ts';
import { settingsFor } from './peer-settings.ts';
import { compare } from './result.ts';

export type PeerCase = {
  readonly tool: string;
  readonly check: string;
  readonly rule: string | null;
  readonly rows?: readonly string[];
  readonly case: string;
  readonly expect: 'pass' | 'fail';
  readonly manifests: readonly JsonObject[];
  readonly failing?: readonly string[];
  readonly config?: JsonObject;
};

const isPeerCase = (line: unknown): line is PeerCase =>
  isObject(line) && Array.isArray(line['manifests']) && typeof line['check'] === 'string';

const byId = new Map(kubernetesRules.map((rule) => [rule.id, rule]));

/** Our statement about a peer's case: the objects that break the rows its check stands for, as `Kind/name` or `Kind/namespace/name`. */
const failingObjects = (peerCase: PeerCase, settings: readonly RuleSetting[]): readonly string[] => {
  const bundle = bundleOfObjects(peerCase.manifests, peerCase.case, 0);
  const { findings } = runRules({ bundle, images: [], dockerfiles: [] }, settings);
  const names = new Map(bundle.objects.map(({ id, kind, namespace, name }) => [id, [kind, namespace, name].filter(Boolean).join('/')]));
  return [...new Set(findings.map(({ object }) => names.get(object ?? '') ?? 'bundle'))].sort();
};

export const peerManifestCases = judgeOf<PeerCase>(() => ({
  name: 'manifests',
  accepts: isPeerCase,
  judge: (peerCase) => {
    const { settings, missing } = settingsFor(peerCase, byId);
    if (missing.length > 0) return { kind: 'unmapped', why: missing.join(', ') };
    const got = failingObjects(peerCase, settings);
    const name = `${peerCase.tool} ${peerCase.check} (${settings.map(({ rule }) => rule.id).join(', ')}) ${peerCase.case}`;
    const isEqual = (peerCase.expect === 'fail') === got.length > 0 && (!peerCase.failing || sameNames(peerCase.failing, got));
    return compare(name, { expect: peerCase.expect, ...(peerCase.failing && { failing: peerCase.failing }) }, got, isEqual);
  },
}));

const sameNames = (a: readonly string[], b: readonly string[]): boolean => [...a].sort().join() === [...b].sort().join();
