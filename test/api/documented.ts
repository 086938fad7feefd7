import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Hono } from 'hono';
import { expect } from 'vitest';
import type { ApiEnv } from '../../lib/api/deps.ts';
import type { Sent } from './harness.ts';

type Content = { readonly [mediaType: string]: { readonly schema: object } };
type Reply = { readonly $ref?: string; readonly content?: Content };
type Operation = { readonly operationId: string; readonly responses: { readonly [status: string]: Reply } };
export type OpenApi = {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: { readonly responses: { readonly [name: string]: Reply }; readonly schemas: object };
};

const documents = new WeakMap<Hono<ApiEnv>, Promise<OpenApi>>();
const validators = new Map<string, ValidateFunction>();
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });

const readDocument = async (app: Hono<ApiEnv>): Promise<OpenApi> => JSON.parse(await (await app.request('/openapi.json')).text());

export const documentOf = (app: Hono<ApiEnv>): Promise<OpenApi> => {
  const known = documents.get(app) ?? readDocument(app);
  documents.set(app, known);
  return known;
};

export const pathPattern = (path: string): RegExp => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);

/** The operation that a request is for; of two that match the one with fewer parameters. */
export const operationOf = (document: OpenApi, method: string, path: string): Operation | undefined => {
  const { pathname } = new URL(path, 'http://test');
  const patterns = Object.keys(document.paths).sort((a, b) => a.split('{').length - b.split('{').length);
  const match = patterns.find((pattern) => pathPattern(pattern).test(pathname));
  return match === undefined ? undefined : document.paths[match]?.[(method === 'HEAD' ? 'GET' : method).toLowerCase()];
};

/** The status, the media type and the body are what the document says of this operation. */
export const checkDocumented = async (app: Hono<ApiEnv>, { method = 'GET', path }: Sent, answer: Response): Promise<void> => {
  const document = await documentOf(app);
  const operation = operationOf(document, method, path);
  if (!operation) return expect([204, 404, 405]).toContain(answer.status);
  const told = operation.responses[answer.status];
  const reply = told?.$ref === undefined ? told : document.components.responses[told.$ref.replace('#/components/responses/', '')];
  expect(reply, `${operation.operationId} does not document ${answer.status}: ${await answer.clone().text()}`).toBeDefined();
  if (method === 'HEAD' || !reply?.content) return;
  const mediaType = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
  const schema = Object.entries(reply.content).find(([name]) => name.split(';')[0] === mediaType)?.[1].schema;
  expect(schema, `${operation.operationId} ${answer.status} does not document ${mediaType}`).toBeDefined();
  if (!mediaType.endsWith('json') || !schema) return;
  const name = `${operation.operationId} ${answer.status} ${mediaType}`;
  const validate = validators.get(name) ?? ajv.compile({ ...schema, components: document.components });
  validators.set(name, validate);
  validate(await answer.json());
  expect(validate.errors ?? [], name).toEqual([]);
};
