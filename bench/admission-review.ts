import { sha256 } from '../lib/model/digest.ts';

export const policyName = 'hundred';

export const images = ['api', 'proxy', 'cache', 'metrics'].map((name) => {
  const repository = `registry.example.com/shop/${name}`;
  const digest = sha256(name);
  return { name, repository, digest, reference: `${repository}@${digest}` };
});

const container = ({ name, reference }: (typeof images)[number], at: number) => ({
  name,
  image: reference,
  imagePullPolicy: 'IfNotPresent',
  ports: [{ name: 'http', containerPort: 8080 + at, protocol: 'TCP' }],
  env: [
    { name: 'LOG_LEVEL', value: 'info' },
    { name: 'DATABASE_PASSWORD', valueFrom: { secretKeyRef: { name: 'database', key: 'password' } } },
  ],
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
  livenessProbe: { httpGet: { path: '/livez', port: 8080 + at }, periodSeconds: 10 },
  readinessProbe: { httpGet: { path: '/readyz', port: 8080 + at }, periodSeconds: 5 },
  securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
});

/** A Deployment of four hardened containers as an API server sends it. */
export const review = JSON.stringify({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: {
    uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
    kind: { group: 'apps', version: 'v1', kind: 'Deployment' },
    resource: { group: 'apps', version: 'v1', resource: 'deployments' },
    name: 'shop',
    namespace: 'production',
    operation: 'CREATE',
    userInfo: { username: 'deployer', groups: ['system:authenticated'] },
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'shop', namespace: 'production', labels: { app: 'shop', team: 'checkout' } },
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'shop' } },
        template: {
          metadata: { labels: { app: 'shop', team: 'checkout' } },
          spec: {
            serviceAccountName: 'shop',
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, runAsUser: 10_001, seccompProfile: { type: 'RuntimeDefault' } },
            containers: images.map(container),
            volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }],
          },
        },
      },
    },
    oldObject: null,
    dryRun: false,
  },
});
