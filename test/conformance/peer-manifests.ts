import { bundleOfObjects } from '../../lib/manifest/parse.ts';
import { isObject, type JsonObject } from '../../lib/model/json.ts';
import { kubernetesRules } from '../../lib/rule/kubernetes/index.ts';
import { bindingsOf } from '../../lib/rule/kubernetes/rbac/access.ts';
import { runRules } from '../../lib/rule/run.ts';
import type { RuleSetting } from '../../lib/rule/setting.ts';
import { judgeOf } from './ndjson.ts';
import type { PeerCheck } from './peer-checks.table.ts';
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

/** Our statement about a peer's case: the objects that break the rules its check stands for, as `Kind/name` or `Kind/namespace/name`. */
const failingObjects = (peerCase: PeerCase, settings: readonly RuleSetting[], check: PeerCheck): readonly string[] => {
  const bundle = bundleOfObjects(peerCase.manifests, peerCase.case, 0);
  const { findings } = runRules({ bundle, images: [], dockerfiles: [] }, settings);
  const broken = new Set(findings.map(({ object }) => object));
  const objects = bundle.objects.filter(({ id }) => broken.has(id));
  const bindings = bindingsOf(bundle).filter(
    ({ object, role, subjects }) =>
      check.atBindings?.includes(object.kind) &&
      role !== undefined &&
      broken.has(role.id) &&
      (!check.subjectKinds || subjects.some(({ kind }) => check.subjectKinds?.includes(kind))),
  );
  const named = check.atBindings
    ? bindings.map(({ object }) => object)
    : objects.filter(({ kind }) => !check.kinds || check.kinds.includes(kind));
  const counted = named.filter(({ name }) => !check.exempt?.test(name));
  return [...new Set(counted.map(({ kind, namespace, name }) => [kind, namespace, name].filter(Boolean).join('/')))].sort();
};

export const peerManifestCases = judgeOf<PeerCase>(() => ({
  name: 'manifests',
  accepts: isPeerCase,
  judge: (peerCase) => {
    const { settings, missing, check } = settingsFor(peerCase, byId);
    if (missing.length > 0) return { kind: 'unmapped', why: missing.join(', ') };
    const got = failingObjects(peerCase, settings, check);
    const name = `${peerCase.tool} ${peerCase.check} (${settings.map(({ rule }) => rule.id).join(', ')}) ${peerCase.case}`;
    const isEqual = (peerCase.expect === 'fail') === got.length > 0 && (!peerCase.failing || sameNames(peerCase.failing, got));
    return compare(name, { expect: peerCase.expect, ...(peerCase.failing && { failing: peerCase.failing }) }, got, isEqual);
  },
}));

const sameNames = (a: readonly string[], b: readonly string[]): boolean => [...a].sort().join() === [...b].sort().join();
