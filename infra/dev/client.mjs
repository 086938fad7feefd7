// The typed client: dist/client.mjs and its declarations, from docs/openapi.json. Usage: node infra/dev/client.mjs [folder]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

export const writeClient = async (folder) => {
  const { build } = await import('esbuild');
  const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8'));
  const operations = operationsOf(document);
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: ['lib/client/main.ts'],
    outfile: `${folder}/client.mjs`,
    bundle: true,
    platform: 'neutral',
    target: 'es2022',
    format: 'esm',
    legalComments: 'none',
    define: { PLIMSOLL_OPERATIONS: JSON.stringify(Object.fromEntries(operations.map(({ id, method, path }) => [id, [method, path]]))) },
    logLevel: 'warning',
  });
  const fixed = readFileSync('infra/dev/client.d.txt', 'utf8');
  writeFileSync(`${folder}/client.d.mts`, `${[fixed.trim(), schemasOf(document), operationTypes(operations)].join('\n\n')}\n`);
};

const operationsOf = (document) =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation['x-scope'] !== undefined)
      .map(([method, operation]) => ({ id: operation.operationId, method, path, operation })),
  );

const schemasOf = ({ components }) =>
  Object.entries(components.schemas)
    .map(([name, schema]) => `${commentOf(schema)}export type ${name} = ${typeOf(schema)};`)
    .join('\n\n');

const commentOf = ({ description }) => (description ? `/** ${description.replaceAll('*/', '* /')} */\n` : '');

const typeOf = (schema) => {
  if (schema === undefined || schema === true || Object.keys(schema).length === 0) return 'unknown';
  if (schema.$ref) return schema.$ref.split('/').at(-1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const union = schema.anyOf ?? schema.oneOf;
  if (union) return [...new Set(union.map(typeOf))].join(' | ');
  if (schema.allOf) return schema.allOf.map((one) => `(${typeOf(one)})`).join(' & ');
  if (Array.isArray(schema.type)) return [...new Set(schema.type.map((type) => typeOf({ ...schema, type })))].join(' | ');
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `readonly (${typeOf(schema.items)})[]`;
    case 'object':
      return objectOf(schema);
    default:
      return 'unknown';
  }
};

const isName = (name) => /^[A-Za-z_$][\w$]*$/.test(name);

const objectOf = ({ properties = {}, required = [], additionalProperties }) => {
  const members = Object.entries(properties).map(([name, schema]) => {
    const key = isName(name) ? name : JSON.stringify(name);
    return `${commentOf(schema)}readonly ${key}${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`;
  });
  const isOpen = additionalProperties === true || (typeof additionalProperties === 'object' && additionalProperties !== null);
  // An index signature beside members would have to fit them all.
  const rest = isOpen ? [`readonly [name: string]: ${members.length > 0 ? 'unknown' : typeOf(additionalProperties)};`] : [];
  return members.length + rest.length === 0 ? 'Record<string, never>' : `{\n${[...members, ...rest].join('\n')}\n}`;
};

const operationTypes = (operations) => {
  const rows = operations.map(
    ({ id, operation }) => `${docOf(operation)}readonly ${id}: {\n${inputOf(operation)}\nanswer: ${answersOf(operation)};\n};`,
  );
  return `export interface Operations {\n${rows.join('\n')}\n}`;
};

const docOf = ({ summary, description }) =>
  `/** ${[summary, description].filter(Boolean).join('\n\n').replaceAll('*/', '* /').replaceAll('\n', '\n * ')} */\n`;

const inputOf = (operation) => {
  const members = [];
  for (const [place, name] of [
    ['path', 'params'],
    ['query', 'query'],
  ]) {
    const parameters = operation.parameters.filter((one) => one.in === place);
    if (parameters.length === 0) continue;
    const isNeeded = parameters.some(({ required }) => required);
    const shape = objectOf({
      properties: Object.fromEntries(parameters.map((one) => [one.name, one.schema])),
      required: parameters.filter(({ required }) => required).map((one) => one.name),
    });
    members.push(`readonly ${name}${isNeeded ? '' : '?'}: ${shape};`);
  }
  const content = operation.requestBody?.content;
  if (content) {
    const texts = Object.keys(content).filter((type) => content[type].schema.type === 'string');
    const json = content['application/json'];
    members.push(`readonly body${texts.length > 0 ? '?' : ''}: ${typeOf(json?.schema)};`);
    if (texts.length > 0)
      members.push(`readonly text?: { readonly type: ${texts.map((type) => JSON.stringify(type)).join(' | ')}; readonly body: string };`);
  }
  const headers = new Set(operation.parameters.filter((one) => one.in === 'header').map((one) => one.name));
  if (headers.has('Idempotency-Key')) members.push('readonly idempotencyKey?: string;');
  if (headers.has('If-Match')) members.push('readonly ifMatch: string;');
  return `input: {\n${members.join('\n')}\n};`;
};

const answersOf = ({ responses }) =>
  Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .map(
      ([status, { content }]) =>
        `Answer<${status}, ${content ? typeOf(content['application/json']?.schema ?? { type: 'string' }) : 'null'}>`,
    )
    .join(' | ');

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await writeClient(process.argv[2] ?? 'dist');
