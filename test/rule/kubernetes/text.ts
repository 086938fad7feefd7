/** Texts that several tests of rules judge; members are flow maps. */
export const pod = (spec = '', container = '', metadata = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web${metadata && `, ${metadata}`}}\nspec:\n  containers:\n    - {name: web, image: registry.example.com/web:1${container && `, ${container}`}}\n${spec
    .split('\n')
    .filter(Boolean)
    .map((line) => `  ${line}\n`)
    .join('')}---\n`;

export const object = (apiVersion: string, kind: string, body: string, metadata = 'name: web'): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {${metadata}}\n${body}\n---\n`;

export const workload = (kind: string, spec: string, container = '', apiVersion = 'apps/v1'): string =>
  object(
    apiVersion,
    kind,
    `spec:\n  ${spec}\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n        - {name: web, image: registry.example.com/web:1${container && `, ${container}`}}`,
  );
