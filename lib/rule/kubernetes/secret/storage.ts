import { problem, type Rule } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';
import { externalText } from './external.ts';
import { keysHeld } from './literal.ts';
import { makerKinds } from './maker.ts';

/** Kinds of objects that connect a namespace to a store outside the cluster. */
const storeKinds = [...makerKinds, 'ClusterExternalSecret', 'SecretStore', 'ClusterSecretStore', 'PushSecret'].filter(
  (kind) => kind !== 'Certificate',
);

const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  password: hunter2\n';

export const secretStorageRules: readonly Rule[] = [
  kubernetesRule({
    id: 'external-secret-store',
    title: 'Secrets come from a store outside the cluster',
    severity: 'info',
    severityReason: 'A store says who read what, renews values and keeps them out of repositories and of etcd’s backups.',
    remediation: 'Keep the values in a store and fetch them with an ExternalSecret, a SecretProviderClass or the like.',
    reference: reference.secrets,
    category: 'secrets',
    bad: secret,
    good: externalText('ExternalSecret', 'db', 'secretStoreRef: {name: vault}\ndata:\n  - {secretKey: password, remoteRef: {key: db}}'),
    on: 'bundle',
    alone: { why: 'what fetches secrets is in the cluster', kinds: ['Secret'] },
    *check({ bundle }) {
      const secrets = bundle.ofKind('Secret').filter((object) => keysHeld(object).length > 0);
      const [first] = secrets;
      if (!first || storeKinds.some((kind) => bundle.ofKind(kind).length > 0)) return;
      yield problem(`${secrets.length} Secrets of the change hold their values, and nothing in it fetches one from a store`, {
        object: first,
        pointer: '',
      });
    },
  }),
];
