import type { ContainerView, ManifestObject } from '../../../manifest/object.ts';
import { listAt, memberOf, objectAt, pointerToken, stringAt } from '../../../model/json.ts';
import { problem, type Rule } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';
import { podExample } from '../example.ts';
import { called } from '../field.ts';
import { secretLines, secretSign, wordLists, wordsOf } from './detect.ts';
import { isSealed, plainOf } from './sealed.ts';

const configMapText = (data: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  ${data}\n`;

const argumentsOf = ({ value }: ContainerView) =>
  (['command', 'args'] as const).flatMap((member) =>
    listAt(value, member).flatMap((word, at) => (typeof word === 'string' ? [{ word, place: `${member}/${at}` }] : [])),
  );

/** Keys of a Secret whose values stand in the manifest and can be read by whoever has it. */
export const keysHeld = ({ value: secret }: ManifestObject): readonly string[] =>
  ['data', 'stringData'].flatMap((member) =>
    Object.entries(objectAt(secret, member)).flatMap(([key, value]) =>
      value && !(typeof value === 'string' && isSealed(member === 'data' ? plainOf(value) : value)) ? [key] : [],
    ),
  );

export const literalSecretRules: readonly Rule[] = [
  kubernetesRule({
    id: 'secret-literal-env',
    title: 'No secret stands in the environment of a manifest',
    severity: 'high',
    severityReason: 'Everyone who reads the repository or the object has it, and it stays in the history.',
    remediation: 'Keep it in a Secret, best from an external store, and replace the leaked one.',
    reference: reference.secrets,
    category: 'secrets',
    bad: podExample({ container: 'env:\n  - {name: DB_PASSWORD, value: hunter2}' }),
    good: podExample({ container: 'env:\n  - {name: DB_PASSWORD_FILE, value: /run/secrets/db}\n  - {name: DB_PASSWORD, value: $(OTHER)}' }),
    on: 'container',
    defaultParams: wordLists,
    *check({ container }, { params }) {
      for (const [at, variable] of listAt(container.value, 'env').entries()) {
        const [name, value] = [stringAt(variable, 'name') ?? '', memberOf(variable, 'value')];
        const sign = typeof value === 'string' || typeof value === 'number' ? secretSign(name, String(value), wordsOf(params)) : null;
        if (sign)
          yield problem(`the variable ${name} of ${called(container)} ${sign.why}`, {
            pointer: `${container.pointer}/env/${at}/value`,
            discriminator: name,
          });
      }
    },
  }),
  kubernetesRule({
    id: 'secret-literal-args',
    title: 'No secret stands in a command',
    severity: 'high',
    severityReason: 'It is in the repository, in the object and in the process list of the node.',
    remediation: 'Hand it in through a file or a variable from a Secret, and replace the leaked one.',
    reference: reference.secrets,
    category: 'secrets',
    bad: podExample({ container: 'args: [--db-password=hunter2]' }),
    good: podExample({ container: 'args: [--db-password=$(DB_PASSWORD), --token-file=/run/token]' }),
    on: 'container',
    *check({ container }) {
      for (const { word, place } of argumentsOf(container)) {
        const [, name = '', value = ''] = /^-{0,2}([\w.-]{1,80})=(.{1,2000})$/s.exec(word) ?? [];
        const sign = secretSign(name, value === '' ? word : value);
        if (sign) yield problem(`an argument of ${called(container)} ${sign.why}`, { pointer: `${container.pointer}/${place}` });
      }
    },
  }),
  kubernetesRule({
    id: 'secret-in-configmap',
    title: 'No secret stands in a ConfigMap',
    severity: 'high',
    severityReason: 'ConfigMaps are not encrypted, and many more may read them than Secrets.',
    remediation: 'Keep it in a Secret, best from an external store, and replace the leaked one.',
    reference: reference.secrets,
    category: 'secrets',
    bad: configMapText('config.ini: |\n    REDIS_PASSWORD=abcd1234'),
    good: configMapText('config.ini: |\n    REDIS_PASSWORD=$REDIS_PASSWORD\n    color=blue'),
    on: 'object',
    kinds: ['ConfigMap'],
    defaultParams: wordLists,
    *check({ object }, { params }) {
      for (const member of ['data', 'binaryData']) {
        for (const [key, value] of Object.entries(objectAt(object.value, member))) {
          if (typeof value !== 'string' || isSealed(value)) continue;
          const sign = secretSign(key, value, wordsOf(params));
          const lines = sign ? [] : secretLines(value, wordsOf(params));
          const pointer = `/${member}/${pointerToken(key)}`;
          if (sign) yield problem(`the key ${key} ${sign.why}`, { pointer });
          else if (lines.length > 0)
            yield problem(`${lines.slice(0, 3).join(', ')} in ${key} ${lines.length > 1 ? 'are' : 'is'} set to a secret`, { pointer });
        }
      }
    },
  }),
  kubernetesRule({
    id: 'secret-in-annotation',
    title: 'No secret stands in an annotation',
    severity: 'medium',
    severityReason: 'Annotations are shown everywhere the object is.',
    remediation: 'Remove the annotation and replace the secret.',
    reference: reference.secrets,
    category: 'secrets',
    bad: podExample({ metadata: 'annotations: {deploy-token: "glpat-abcdefghijklmnopqrst"}' }),
    good: podExample({ metadata: 'annotations: {team: shop}' }),
    on: 'object',
    kinds: ['*'],
    *check({ object }) {
      for (const [name, value] of Object.entries(object.annotations)) {
        if (name === 'kubectl.kubernetes.io/last-applied-configuration') continue;
        const sign = isSealed(value) ? null : secretSign('', value);
        if (sign) yield problem(`the annotation ${name} ${sign.why}`, { pointer: `/metadata/annotations/${pointerToken(name)}` });
      }
    },
  }),
  kubernetesRule({
    id: 'secret-manifest',
    title: 'Secrets are not kept as manifests',
    severity: 'medium',
    severityReason: 'Base64 is no encryption: whoever reads the change has the secret.',
    remediation: 'Use an ExternalSecret, a SealedSecret or a file encrypted with SOPS.',
    reference: reference.secrets,
    category: 'secrets',
    bad: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  password: aHVudGVyMg==\n',
    good: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: token\n  annotations: {kubernetes.io/service-account.name: web}\ntype: kubernetes.io/service-account-token\n',
    on: 'object',
    alone: { why: 'it is about what a repository keeps, and a cluster is sent its Secrets like this' },
    kinds: ['Secret'],
    *check({ object }) {
      const keys = keysHeld(object);
      if (keys.length > 0) yield problem(`the Secret "${object.name}" holds ${keys.slice(0, 3).join(', ')} in the change`, { pointer: '' });
    },
  }),
];
