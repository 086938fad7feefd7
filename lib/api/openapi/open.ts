import type { JsonObject } from '../../model/json.ts';

const answer = (description: string, mediaType: string, schema: JsonObject): JsonObject => ({
  description,
  headers: { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } },
  content: { [mediaType]: { schema } },
});

const get = (operationId: string, summary: string, replies: JsonObject): JsonObject => ({
  get: {
    operationId,
    tags: ['service'],
    summary,
    security: [],
    responses: { ...replies, 500: { $ref: '#/components/responses/Problem500' } },
  },
});

const status: JsonObject = { type: 'object', properties: { status: { const: 'ok' } }, required: ['status'] };
const version: JsonObject = {
  type: 'object',
  properties: { name: { type: 'string' }, version: { type: 'string' } },
  required: ['name', 'version'],
};

/** The paths that need no key, as the document tells them. */
export const openOperations: JsonObject = {
  '/livez': get('live', 'The process answers', { 200: answer('It does', 'application/json', status) }),
  '/readyz': get('ready', 'The store answers', {
    200: answer('It does', 'application/json', status),
    503: { $ref: '#/components/responses/Problem503' },
  }),
  '/version': get('version', 'Which version this is', { 200: answer('The version', 'application/json', version) }),
  '/metrics': get('metrics', 'Counts of this process for Prometheus; with a key in detail', {
    200: answer('Metrics', 'text/plain', { type: 'string' }),
  }),
  '/openapi.json': get('openapi', 'This document', {
    200: answer('OpenAPI 3.1', 'application/json', { type: 'object' }),
    304: { description: 'The caller has it already' },
  }),
  '/docs': get('docs', 'This document as a page that works offline', {
    200: answer('A page', 'text/html', { type: 'string' }),
    304: { description: 'The caller has it already' },
  }),
};
