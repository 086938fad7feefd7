import type { Bundle, ContainerView, Workload } from '../../../manifest/object.ts';
import { isObject, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../../model/json.ts';
import { notEvaluated, problem, type Rule, type Statement } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';
import { podExample } from '../example.ts';
import { called } from '../field.ts';
import { externalText } from './external.ts';
import { makersOf } from './maker.ts';

type Reference = {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  readonly key: string | null;
  readonly optional: boolean;
  readonly place: string;
};

const referenceOf = (kind: Reference['kind'], ref: JsonObject, place: string): Reference => ({
  kind,
  name: stringAt(ref, 'name') ?? '',
  key: stringAt(ref, 'key') ?? null,
  optional: memberOf(ref, 'optional') === true,
  place,
});

/** Secrets and ConfigMaps that a container's environment reads. */
export const environmentReferences = ({ value }: ContainerView): readonly Reference[] => [
  ...listAt(value, 'env').flatMap((variable, at) => {
    const from = objectAt(variable, 'valueFrom');
    const [secret, config] = [memberOf(from, 'secretKeyRef'), memberOf(from, 'configMapKeyRef')];
    if (isObject(secret)) return [referenceOf('Secret', secret, `env/${at}`)];
    return isObject(config) ? [referenceOf('ConfigMap', config, `env/${at}`)] : [];
  }),
  ...listAt(value, 'envFrom').flatMap((source, at) => {
    const [secret, config] = [memberOf(source, 'secretRef'), memberOf(source, 'configMapRef')];
    if (isObject(secret)) return [referenceOf('Secret', secret, `envFrom/${at}`)];
    return isObject(config) ? [referenceOf('ConfigMap', config, `envFrom/${at}`)] : [];
  }),
];

const missing = (ref: Reference, namespace: string, bundle: Bundle): string | null => {
  const object = bundle.find(ref.kind, namespace, ref.name);
  if (!object)
    return ref.kind === 'Secret' && makersOf(bundle, namespace, ref.name).length > 0
      ? null
      : `the ${ref.kind} "${ref.name}" is not in the change`;
  if (ref.key === null) return null;
  const key = ref.key;
  const holds = ['data', 'stringData', 'binaryData'].some((member) => memberOf(objectAt(object.value, member), key) !== undefined);
  return holds ? null : `the ${ref.kind} "${ref.name}" has no key ${key}`;
};

type KeyUse = { readonly name: string; readonly key: string; readonly container?: string; readonly user: string; readonly pointer: string };

/** What of the bundle a pod mounts and uses: volumes of a source, by the name of the object that they show. */
const mounted = (workload: Workload): readonly { kind: string; name: string; pointer: string }[] => {
  const used = new Set(workload.containers.flatMap(({ value }) => listAt(value, 'volumeMounts').map((mount) => stringAt(mount, 'name'))));
  return listAt(workload.spec, 'volumes').flatMap((volume, at) => {
    if (!used.has(stringAt(volume, 'name'))) return [];
    const pointer = `${workload.podPointer}/volumes/${at}`;
    const secret = stringAt(objectAt(volume, 'secret'), 'secretName');
    const config = stringAt(objectAt(volume, 'configMap'), 'name');
    const claim = stringAt(objectAt(volume, 'persistentVolumeClaim'), 'claimName');
    return [
      ...(secret === undefined ? [] : [{ kind: 'Secret', name: secret, pointer }]),
      ...(config === undefined ? [] : [{ kind: 'ConfigMap', name: config, pointer }]),
      ...(claim === undefined ? [] : [{ kind: 'PersistentVolumeClaim', name: claim, pointer }]),
    ];
  });
};

const fromSecret = podExample({ container: 'env:\n  - name: TOKEN\n    valueFrom: {secretKeyRef: {name: web, key: token}}' });
const configOf = (keys: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata: {${keys}}\n`;
const fromConfig = podExample({ container: 'env:\n  - name: MODE\n    valueFrom: {configMapKeyRef: {name: web, key: mode}}' });

const keysOf = (workload: Workload): readonly KeyUse[] => [
  ...workload.containers.flatMap((container) =>
    environmentReferences(container).flatMap(({ kind, name, key, optional, place }) =>
      kind === 'Secret' && key !== null && !optional
        ? [{ name, key, container: container.name, user: called(container), pointer: `${container.pointer}/${place}` }]
        : [],
    ),
  ),
  ...listAt(workload.spec, 'volumes').flatMap((volume, at) => {
    const secret = objectAt(volume, 'secret');
    const name = stringAt(secret, 'secretName') ?? '';
    if (memberOf(secret, 'optional') === true) return [];
    return listAt(secret, 'items').flatMap((item, place) => {
      const key = stringAt(item, 'key');
      const pointer = `${workload.podPointer}/volumes/${at}/secret/items/${place}`;
      return key === undefined ? [] : [{ name, key, user: `the volume "${stringAt(volume, 'name') ?? at}"`, pointer }];
    });
  }),
];

const fetching = (key: string): string =>
  externalText('ExternalSecret', 'web', `secretStoreRef: {name: vault}\ndata:\n  - {secretKey: ${key}, remoteRef: {key: web}}`);

export const secretUseRules: readonly Rule[] = [
  kubernetesRule({
    id: 'secret-as-env',
    title: 'Secrets are files, not environment variables',
    severity: 'low',
    severityReason: 'Variables leak into crash reports, logs and child processes; files do not, and are renewed.',
    remediation: 'Mount the Secret as a volume and read the file.',
    reference: reference.secrets,
    category: 'secrets',
    bad: fromSecret,
    good: fromConfig,
    on: 'container',
    *check({ container }) {
      for (const { kind, name, place } of environmentReferences(container)) {
        if (kind === 'Secret')
          yield problem(`${called(container)} reads the Secret "${name}" into its environment`, {
            pointer: `${container.pointer}/${place}`,
          });
      }
    },
  }),
  kubernetesRule({
    id: 'env-source-missing',
    title: 'Sources of variables are in the change',
    severity: 'low',
    severityReason: 'A container whose source is missing does not start.',
    remediation: 'Add the object or its key, or mark the reference optional.',
    reference: reference.secrets,
    category: 'secrets',
    bad: `${configOf('other: a')}---\n${fromConfig}`,
    good: `${configOf('mode: a')}---\n${fromConfig}`,
    on: 'container',
    alone: { why: 'the Secrets and ConfigMaps are in the cluster' },
    defaultParams: { changeIsAll: false },
    *check({ workload, container }, { params, change }): Iterable<Statement> {
      if (!change.bundle) return;
      for (const ref of environmentReferences(container)) {
        const wrong = ref.optional ? null : missing(ref, workload.object.namespace, change.bundle);
        if (wrong === null) continue;
        // Secrets are made elsewhere as a rule; that the change has none says nothing about the cluster.
        const isUnknown = params['changeIsAll'] !== true && change.bundle.ofKind(ref.kind).length === 0;
        if (isUnknown) yield notEvaluated(`${wrong}; whether the cluster has it cannot be seen here`);
        else yield problem(wrong, { pointer: `${container.pointer}/${ref.place}` });
      }
    },
  }),
  kubernetesRule({
    id: 'made-secret-key',
    title: 'Secrets that operators make have the keys that are used',
    severity: 'medium',
    severityReason: 'A container whose key is missing does not start, and the Secret itself looks healthy.',
    remediation: 'Add the key to the ExternalSecret, SealedSecret or SecretProviderClass, or correct the reference.',
    reference: reference.externalSecret,
    category: 'secrets',
    bad: `${fetching('tokn')}---\n${fromSecret}`,
    good: `${fetching('token')}---\n${fromSecret}`,
    on: 'workload',
    alone: { why: 'what makes the Secret is in the cluster' },
    *check({ workload }, { change }) {
      if (!change.bundle) return;
      const { namespace } = workload.object;
      for (const { name, key, user, ...place } of keysOf(workload)) {
        const makers = change.bundle.find('Secret', namespace, name) ? [] : makersOf(change.bundle, namespace, name);
        const [first] = makers;
        if (!first || makers.some(({ keys }) => keys === null || keys.includes(key))) continue;
        const held = first.keys?.slice(0, 5).join(', ') || 'no key';
        yield problem(`${user} uses the key ${key} of the Secret "${name}"; the ${first.object.kind} that makes it has ${held}`, place);
      }
    },
  }),
  kubernetesRule({
    id: 'workload-secret-access',
    title: 'Workloads that read Secrets, ConfigMaps or claims are known',
    severity: 'info',
    severityReason: 'A list for review: whoever captures the pod has what it mounts.',
    remediation: 'Check that the workload needs it, and waive this.',
    reference: reference.secrets,
    category: 'secrets',
    bad: `${configOf('mode: a')}---\n${podExample({ pod: 'volumes:\n  - {name: conf, configMap: {name: web}}', container: 'volumeMounts:\n  - {name: conf, mountPath: /etc/web}' })}`,
    good: podExample({}),
    on: 'workload',
    alone: { why: 'it lists the objects of a change that its workloads mount' },
    *check({ workload }, { change }) {
      for (const { kind, name, pointer } of mounted(workload)) {
        if (change.bundle?.find(kind, workload.object.namespace, name)) yield problem(`the pod mounts the ${kind} "${name}"`, { pointer });
      }
    },
  }),
];
