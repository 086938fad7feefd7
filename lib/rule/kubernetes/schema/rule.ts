import { pointerToken } from '../../../model/json.ts';
import { nearest } from '../../../model/nearest.ts';
import type { Patch } from '../../../model/patch.ts';
import { notEvaluated, problem, type Rule } from '../../rule.ts';
import { kubernetesRule } from '../define.ts';
import { podExample } from '../example.ts';
import { jsonPatch } from '../field.ts';
import { replacedVersions } from '../kind.table.ts';
import { shapeOfCustom } from './custom.ts';
import { knownKinds, shapeOfKind } from './type.ts';
import { type SchemaProblem, validate } from './validate.ts';

const reference = 'https://kubernetes.io/docs/reference/kubernetes-api/';

const messageOf = (found: SchemaProblem): string => {
  switch (found.kind) {
    case 'unknown':
      return `there is no field ${found.name} here, so it does nothing${found.meant === null ? '' : `; did you mean ${found.meant}?`}`;
    case 'type':
      return `this must be ${found.expected}, not ${found.got}`;
    case 'missing':
      return `the field ${found.name} is required`;
  }
};

/** Gives a misspelt field its name. */
const renaming = (found: SchemaProblem): Patch | null => {
  if (found.kind !== 'unknown' || found.meant === null || !found.fits) return null;
  const parent = found.pointer.slice(0, found.pointer.lastIndexOf('/'));
  // A short name may be near to a field that means something else.
  const isSure = found.name.length >= 8 || found.name.toLowerCase() === found.meant.toLowerCase();
  return jsonPatch(isSure, [
    { op: 'remove', path: found.pointer },
    { op: 'add', path: `${parent}/${pointerToken(found.meant)}`, value: found.value },
  ]);
};

export const schemaRules: readonly Rule[] = [
  kubernetesRule({
    id: 'schema',
    title: 'Objects fit the schema of their kind',
    severity: 'medium',
    severityReason: 'A misspelt field does nothing, so a protection that seems to be there is not; a wrong type is refused.',
    remediation: 'Correct the field’s name or type.',
    reference,
    category: 'schema',
    bad: podExample({ container: 'securityContext:\n  readOnlyRootFileSystem: true' }),
    good: podExample({ container: 'securityContext:\n  readOnlyRootFilesystem: true' }),
    on: 'object',
    kinds: ['*'],
    *check({ object }, { change }) {
      const { apiVersion, kind } = object;
      const shape = shapeOfKind(apiVersion, kind) ?? (change.bundle ? shapeOfCustom(change.bundle, apiVersion, kind) : undefined);
      // An old version of a built-in kind has its own rule; its fields were much the same, but not quite.
      if (shape === undefined) {
        if (!replacedVersions.has(`${apiVersion}/${kind}`)) yield notEvaluated(unknownKind(apiVersion, kind));
        return;
      }
      for (const found of validate(object.value, shape)) {
        const isMisspelt = found.kind === 'unknown' && found.meant !== null;
        yield problem(messageOf(found), {
          pointer: found.pointer,
          patch: renaming(found),
          ...(isMisspelt && { severity: 'high' as const }),
          ...(found.kind === 'missing' && { discriminator: found.name }),
        });
      }
    },
  }),
  kubernetesRule({
    id: 'ambiguous-scalar',
    title: 'Scalars mean one thing to every reader',
    severity: 'low',
    severityReason: 'Kubernetes reads yes, on and 0644 by the rules of YAML 1.1, most editors and tools by those of 1.2.',
    remediation: 'Write true or false, decimal numbers, or quote the text.',
    reference: 'https://yaml.org/type/bool.html',
    category: 'schema',
    bad: podExample({ pod: 'hostNetwork: no' }),
    good: podExample({ pod: 'hostNetwork: false' }),
    on: 'object',
    alone: { why: 'it reads the text as it was written, and the API server sends what it read' },
    kinds: ['*'],
    *check({ object }) {
      for (const { pointer, text, value } of object.ambiguous ?? []) {
        yield problem(`${text} is read as ${JSON.stringify(value)} by Kubernetes and as something else by others`, { pointer });
      }
    },
  }),
];

const unknownKind = (apiVersion: string, kind: string): string => {
  const meant = nearest(`${apiVersion}/${kind}`, knownKinds());
  return `the kind ${kind} of ${apiVersion || 'no version'} is not known, so its fields were not judged${meant === undefined ? '' : `; did you mean ${meant}?`}`;
};
