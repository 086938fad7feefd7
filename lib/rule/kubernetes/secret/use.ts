import type { Bundle, ContainerView, Workload } from '../../../manifest/object.ts';
import { isObject, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../../model/json.ts';
import { notEvaluated, problem, type Rule, type Statement } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';
import { podExample } from '../example.ts';
import { called } from '../field.ts';

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

/** Kinds of which an operator makes a Secret of the same, or of a named target. */
const makesSecret = (bundle: Bundle, namespace: string, name: string): boolean =>
  ['ExternalSecret', 'SealedSecret', 'Certificate', 'VaultStaticSecret'].some((kind) =>
    bundle.ofKind(kind).some((object) => {
      const spec = objectAt(object.value, 'spec');
      const made =
        stringAt(objectAt(spec, 'target'), 'name') ??
        stringAt(spec, 'secretName') ??
        stringAt(objectAt(spec, 'destination'), 'name') ??
        object.name;
      return made === name && (object.namespace || 'default') === (namespace || 'default');
    }),
  );

const missing = (ref: Reference, namespace: string, bundle: Bundle): string | null => {
  const object = bundle.find(ref.kind, namespace, ref.name);
  if (!object)
    return ref.kind === 'Secret' && makesSecret(bundle, namespace, ref.name) ? null : `the ${ref.kind} "${ref.name}" is not in the change`;
  if (ref.key === null) return null;
  const key = ref.key;
  const holds = ['data', 'stringData', 'binaryData'].some((member) => memberOf(objectAt(object.value, member), key) !== undefined);
  return holds ? null : `the ${ref.kind} "${ref.name}" has no key ${key}`;
};

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
    *check({ workload, container }, { change }): Iterable<Statement> {
      if (!change.bundle) return;
      for (const ref of environmentReferences(container)) {
        const wrong = ref.optional ? null : missing(ref, workload.object.namespace, change.bundle);
        if (wrong === null) continue;
        // Secrets are made elsewhere as a rule; that the change has none says nothing about the cluster.
        const isUnknown = change.bundle.ofKind(ref.kind).length === 0;
        if (isUnknown) yield notEvaluated(`${wrong}; whether the cluster has it cannot be seen here`);
        else yield problem(wrong, { pointer: `${container.pointer}/${ref.place}` });
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
    *check({ workload }, { change }) {
      for (const { kind, name, pointer } of mounted(workload)) {
        if (change.bundle?.find(kind, workload.object.namespace, name)) yield problem(`the pod mounts the ${kind} "${name}"`, { pointer });
      }
    },
  }),
];
