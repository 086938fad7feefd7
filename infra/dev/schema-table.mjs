// Makes lib/rule/kubernetes/schema/data/types.table.ts from the type maps of @kubernetes/client-node. Usage: node infra/dev/schema-table.mjs <unpacked package>
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(process.argv[2] ?? '', 'dist/gen');
const release = /OpenAPI spec version: release-([\d.]+)/.exec(readFileSync(join(root, 'models/V1Pod.js'), 'utf8'))?.[1];
const quantityMaps = new Set([
  'limits',
  'requests',
  'hard',
  'capacity',
  'allocatable',
  'allocatedResources',
  'default',
  'defaultRequest',
  'max',
  'min',
  'maxLimitRequestRatio',
  'used',
  'overhead',
  'podFixed',
]);
const quantities = new Set([
  'sizeLimit',
  'divisor',
  'targetAverageValue',
  'averageValue',
  'targetValue',
  'currentAverageValue',
  'minValue',
  'maximumVolumeSize',
]);

const types = new Map();
for (const file of readdirSync(join(root, 'models')).filter((name) => name.endsWith('.js'))) {
  const name = file.slice(0, -'.js'.length);
  const map = /attributeTypeMap = (\[[\s\S]*?\n\]);/.exec(readFileSync(join(root, 'models', file), 'utf8'));
  if (!map) continue;
  const declared = readFileSync(join(root, 'models', `${name}.d.ts`), 'utf8');
  const required = new Set([...declared.matchAll(/^ {4}'(\w+)': /gm)].map(([, field]) => field));
  const fields = JSON.parse(map[1]).map(
    ({ name: property, baseName, type }) => `${baseName}${required.has(property) ? '!' : ''}:${shape(baseName, type)}`,
  );
  types.set(name, fields);
}

function shape(field, type) {
  if (quantities.has(field) && type === 'string') return 'quantity';
  const list = /^Array<(.+)>$/.exec(type);
  if (list) return `[${shape('', list[1])}`;
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type);
  if (map) return `{${quantityMaps.has(field) ? 'quantity' : shape('', map[1])}`;
  return (
    { any: 'open', object: 'open', Date: 'time', V1MicroTime: 'time', IntOrString: 'intOrString', 'number | string': 'intOrString' }[
      type
    ] ?? type
  );
}

const kinds = new Map();
for (const file of readdirSync(join(root, 'apis')).filter((name) => name.endsWith('Api.js'))) {
  const text = readFileSync(join(root, 'apis', file), 'utf8');
  for (const part of text.split(/async (?=create|replace)/).slice(1)) {
    const path = /localVarPath = '\/apis?\/([^']+)'/.exec(part)?.[1];
    const model = /ObjectSerializer\.serialize\(body, "(\w+)"/.exec(part)?.[1];
    if (!path || !types.has(model)) continue;
    const fields = types.get(model);
    if (!fields.some((one) => one.startsWith('kind:')) || !fields.some((one) => one.startsWith('metadata'))) continue;
    const steps = path.split('/');
    const apiVersion = text.includes(`'/apis/${steps[0]}/`) ? `${steps[0]}/${steps[1]}` : steps[0];
    kinds.set(
      `${apiVersion}/${model.replace(/^(?:Core|Events|Storage|Authentication|Discovery|Admissionregistration|Flowcontrol)?V\d+(?:(?:alpha|beta)\d+)?/, '')}`,
      model,
    );
  }
}
const reachable = new Set();
const visit = (name) => {
  if (reachable.has(name) || !types.has(name)) return;
  reachable.add(name);
  for (const field of types.get(name)) visit(field.split(':')[1].replace(/^[[{]+/, ''));
};
for (const model of kinds.values()) visit(model);

const lines = (entries) => entries.map((line) => `${line}\n`).join('');
writeFileSync(
  'lib/rule/kubernetes/schema/data/types.table.ts',
  `// Made by infra/dev/schema-table.mjs from @kubernetes/client-node (Apache-2.0, OpenAPI of Kubernetes ${release}). One type a line.
/** \`[\` a list, \`{\` a map of text keys, \`!\` required. */
export const kindTable = \`${lines([...kinds].sort().map(([kind, model]) => `${kind}=${model}`))}\`;

export const typeTable = \`${lines([...reachable].sort().map((name) => `${name}=${types.get(name).join(',')}`))}\`;
`,
);
console.error(`${kinds.size} kinds, ${reachable.size} types`);
