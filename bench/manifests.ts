type Make = (index: number, namespace: string) => string;

const deployment: Make = (index, namespace) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api-${index}
  namespace: ${namespace}
  labels:
    app: api-${index}
    team: team-${index % 17}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: api-${index}
  template:
    metadata:
      labels:
        app: api-${index}
    spec:
      serviceAccountName: api-${index + 3}
      securityContext:
        runAsNonRoot: ${index % 2 === 0}
      containers:
        - name: api
          image: registry.example/shop/api:1.4.${index}
          ports:
            - containerPort: 8080
          env:
            - name: LOG
              value: debug
          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop: [ALL]
          resources:
            requests: { cpu: 100m, memory: 128Mi }
            limits: { memory: 128Mi }
        - name: proxy # the one of the platform
          image: registry.example/proxy
`;

/** What a team of many services applies: some careless, some careful; every third is a workload of two containers. */
const kinds: readonly Make[] = [
  deployment,
  (index, namespace) => `apiVersion: v1
kind: Service
metadata:
  name: api-${index - 1}
  namespace: ${namespace}
spec:
  selector:
    app: api-${index - 1}
  ports:
    - port: 80
      targetPort: 8080
`,
  (index, namespace) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings-${index}
  namespace: ${namespace}
data:
  LOG_LEVEL: info
  DATABASE_URL: postgres://db.${namespace}.svc:5432/shop
  config.yaml: |
    server: { port: 8080 }
    features: [search, basket]
`,
  (index, namespace) => `apiVersion: v1
kind: ServiceAccount
metadata:
  name: api-${index}
  namespace: ${namespace}
automountServiceAccountToken: false
`,
  deployment,
  (index, namespace) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: api-${index - 1}
  namespace: ${namespace}
spec:
  podSelector:
    matchLabels:
      app: api-${index - 1}
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              team: team-${index % 17}
      ports:
        - port: 8080
`,
];

const objectsOfNamespace = 100;

/** `objects` documents of one YAML text, 3,000 of them about 1.4 MB; the same for the same number. */
export const manifestText = (objects: number): string =>
  Array.from(
    { length: objects },
    (_, index) => kinds[index % kinds.length]?.(index, `shop-${Math.floor(index / objectsOfNamespace)}`) ?? '',
  ).join('---\n');
