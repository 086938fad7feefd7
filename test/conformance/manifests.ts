import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseBundle } from '../../lib/manifest/parse.ts';
import type { Finding } from '../../lib/model/finding.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import { kubernetesRules } from '../../lib/rule/kubernetes/index.ts';
import { shapeOfKind } from '../../lib/rule/kubernetes/schema/type.ts';
import { runRules } from '../../lib/rule/run.ts';
import { filesOf } from './lines.ts';
import { type Mutation, mutationsOf } from './mutation.ts';
import type { CaseFailure, SuiteResult } from './result.ts';

const settings = kubernetesRules.map((rule) => ({ rule, severity: null, mode: 'enforce' as const, params: {} }));

/** Stands beside each mutated object, apart from it in namespace and labels, and must be judged as if it were alone. */
const witness: JsonObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'witness', namespace: 'witness-namespace', labels: { role: 'witness' } },
  spec: {
    hostPID: true,
    serviceAccountName: 'witness',
    containers: [{ name: 'witness', image: 'witness', securityContext: { privileged: true } }],
  },
};
const witnessId = 'v1/Pod/witness-namespace/witness';

type Judged = { readonly findings: readonly Finding[]; readonly failed: readonly string[]; readonly unread: readonly string[] };

// As texts, so that the reader is asked too; JSON is YAML.
const judge = (objects: readonly JsonObject[]): Judged => {
  const files = objects.map((object, at) => ({ name: `${at}.yaml`, text: JSON.stringify(object) }));
  const bundle = parseBundle(files, 0);
  const { findings, notEvaluated } = runRules({ bundle, images: [], dockerfiles: [] }, settings);
  return {
    findings,
    failed: notEvaluated.map(({ reason }) => reason).filter((reason) => reason.startsWith('the check itself failed')),
    unread: bundle.problems.map(({ message }) => message),
  };
};

const ofWitness = ({ findings }: Judged): string =>
  findings
    .filter(({ object }) => object === witnessId)
    .map(({ rule, message }) => `${rule} ${message}`)
    .sort()
    .join('\n');

const problemOf = ({ pointer, value, isWrongType }: Mutation, alone: string): string | null => {
  const judged = judge([value, witness]);
  if (judged.failed.length > 0) return judged.failed.join('; ');
  if (judged.unread.length > 0) return judged.unread.join('; ');
  if (ofWitness(judged) !== alone) return `the other object is judged otherwise: ${ofWitness(judged)}`;
  const isTold = judged.findings.some(
    ({ rule, location }) => rule === 'schema' && location.kind === 'source' && location.file === '0.yaml' && location.pointer === pointer,
  );
  return isWrongType && !isTold ? 'the wrong type is not reported at its place' : null;
};

/** Real manifests with one field after another replaced: no rule fails, what is wrong is told at its place, other objects are judged all the same. */
export const runManifests = (): SuiteResult => {
  const failed: CaseFailure[] = [];
  let total = 0;
  for (const path of filesOf('manifests', '.yaml')) {
    const text = readFileSync(path, 'utf8');
    for (const object of parseBundle([{ name: path, text }], 0).objects) {
      const alone = ofWitness(judge([object.value, witness]));
      if (alone === '') throw new Error('the object that must not change has no findings');
      for (const mutation of mutationsOf(object.value, shapeOfKind(object.apiVersion, object.kind), total)) {
        total += 1;
        const got = problemOf(mutation, alone);
        if (got !== null) failed.push({ case: `${basename(path)} ${mutation.pointer}`, expected: 'judged all the same', got });
      }
    }
  }
  return { suite: 'manifests', total, passed: total - failed.length, failed, unmapped: 0 };
};
