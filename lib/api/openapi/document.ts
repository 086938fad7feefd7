import type { ErrorCode } from '../../model/error.ts';
import { isList, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Endpoint, ReplyDefinition } from '../endpoint.ts';
import { problemTable } from '../problem.ts';
import { problemSchema } from '../schema/problem.ts';
import { openOperations } from './open.ts';
import { createSchemaWriter, type SchemaWriter } from './schema.ts';
import { tagDescriptions } from './tags.ts';

/** The OpenAPI 3.1 document of the table of routes: from the same schemas that validate. */
export const openApiDocument = (endpoints: readonly Endpoint[], version: string): JsonObject => {
  const schemas = createSchemaWriter();
  const paths: { [path: string]: { [method: string]: Json } } = {};
  for (const endpoint of endpoints) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: operation(endpoint, schemas) };
  }
  const problem = schemas.write(problemSchema, 'output');
  return {
    openapi: '3.1.1',
    info: {
      title: 'Plimsoll',
      version,
      summary: 'Policy as a service for containers',
      description:
        'One verdict over an image, the manifests that run it and its Dockerfile. A `deny` is a successful answer: the status says whether the question was answered.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
    tags: tagsOf(endpoints),
    paths: { ...paths, ...openOperations },
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key: `plim_…`' } },
      headers: headerComponents,
      responses: problemResponses(problem, usedStatuses(endpoints)),
      schemas: sorted(schemas.named),
    },
  };
};

const tagsOf = (endpoints: readonly Endpoint[]): JsonObject[] =>
  [...new Set(['service', ...endpoints.map(({ tag }) => tag)])]
    .sort()
    .map((name) => ({ name, description: tagDescriptions[name] ?? name }));

const operation = (endpoint: Endpoint, schemas: SchemaWriter): JsonObject => {
  const { operation: operationId, tag, summary, description, scope, body } = endpoint;
  const readAsText = Object.keys(body.texts ?? {});
  const content = [...new Set(['application/json', ...readAsText])].map((mediaType): [string, Json] => {
    const schema = readAsText.includes(mediaType)
      ? { type: mediaType === 'application/json' ? 'object' : 'string' }
      : schemas.write(body.schema, 'input');
    const example = mediaType === 'application/json' && body.example !== undefined && { example: jsonOf(body.example) };
    return [mediaType, { schema, ...example }];
  });
  return {
    operationId,
    tags: [tag],
    summary,
    description: [description, `Needs the scope \`${scope}\`.`].filter(Boolean).join('\n\n'),
    'x-scope': scope,
    parameters: [...parameters(endpoint, 'path', schemas), ...parameters(endpoint, 'query', schemas), ...headerParameters(endpoint)],
    ...(body.maxBytes > 0 && { requestBody: { required: true, content: Object.fromEntries(content) } }),
    responses: { ...replies(endpoint, schemas), ...(endpoint.idempotent && replayedElsewhere), ...problemReferences(endpoint) },
  };
};

const parameters = ({ params, query }: Endpoint, place: 'path' | 'query', schemas: SchemaWriter): JsonObject[] => {
  const { properties, required } = schemas.write(place === 'path' ? params : query, 'input');
  return Object.entries(isObject(properties) ? properties : {}).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || (isList(required) && required.includes(name)),
    ...(isObject(schema) && typeof schema['description'] === 'string' && { description: schema['description'] }),
    schema,
  }));
};

const headerParameters = ({ idempotent, conditional }: Endpoint): JsonObject[] => [
  ...(idempotent
    ? [
        {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description: 'Done once in 24 hours, answered alike every time',
          schema: { type: 'string', maxLength: 257 },
        },
      ]
    : []),
  ...(conditional
    ? [{ name: 'If-Match', in: 'header', required: true, description: 'The ETag of what was read', schema: { type: 'string' } }]
    : []),
];

const replies = ({ replies: defined, idempotent }: Endpoint, schemas: SchemaWriter): { [status: string]: Json } =>
  Object.fromEntries(
    Object.entries(defined).map(([status, reply]) => {
      const headers = [...(reply.headers ?? []), ...(idempotent ? ['Idempotency-Replayed'] : [])];
      return [status, replyObject({ ...reply, headers }, schemas)];
    }),
  );

const replyObject = ({ description, content, headers = [] }: ReplyDefinition, schemas: SchemaWriter): JsonObject => ({
  description,
  headers: Object.fromEntries(
    ['X-Request-Id', 'RateLimit', 'RateLimit-Policy', ...headers].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  ),
  ...(content && {
    content: Object.fromEntries(
      Object.entries(content).map(([mediaType, schema]) => [
        mediaType,
        { schema: schema ? schemas.write(schema, 'output') : textSchema(mediaType) },
      ]),
    ),
  }),
});

// Reports in JSON have published schemas of their own.
const textSchema = (mediaType: string): JsonObject => (mediaType.endsWith('json') ? {} : { type: 'string' });

/** Every code that a route may answer with; documents and tests agree on it. */
export const errorsOf = ({ params, query, body, idempotent, conditional, errors = [] }: Endpoint): Set<ErrorCode> => {
  const codes: ErrorCode[] = ['unauthenticated', 'forbidden', 'not-acceptable', 'rate-limited', 'internal', 'unavailable', ...errors];
  if (Object.keys(params.def).length > 0 && 'shape' in params && isObject(params.shape) && Object.keys(params.shape).length > 0)
    codes.push('not-found');
  if ('shape' in query) codes.push('invalid-request');
  if (body.maxBytes > 0)
    codes.push(
      'invalid-request',
      'invalid-json',
      'invalid-encoding',
      'forbidden-character',
      'forbidden-key',
      'too-deep',
      'too-large',
      'unsupported-media-type',
    );
  if (idempotent) codes.push('idempotency-mismatch', 'idempotency-in-progress');
  if (conditional) codes.push('version-mismatch', 'version-required');
  return new Set(codes);
};

const replayedElsewhere: JsonObject = {
  303: {
    description: 'This Idempotency-Key was used before, and the answer was too large to keep: it is there',
    headers: { Location: { $ref: '#/components/headers/Location' } },
  },
};

const problemReferences = (endpoint: Endpoint): { [status: string]: Json } => {
  const statuses = new Set([...errorsOf(endpoint)].map((code) => problemTable[code].status));
  return Object.fromEntries([...statuses].map((status) => [String(status), { $ref: `#/components/responses/Problem${status}` }]));
};

const usedStatuses = (endpoints: readonly Endpoint[]): ReadonlySet<number> =>
  new Set(endpoints.flatMap((endpoint) => [...errorsOf(endpoint)].map((code) => problemTable[code].status)));

const problemResponses = (problem: JsonObject, used: ReadonlySet<number>): JsonObject => {
  const statuses = new Map<number, string[]>();
  for (const [code, { status, title }] of Object.entries(problemTable)) {
    if (!used.has(status)) continue;
    statuses.set(status, [...(statuses.get(status) ?? []), `\`${code}\`: ${title}.`]);
  }
  return Object.fromEntries(
    [...statuses].map(([status, lines]) => [
      `Problem${status}`,
      {
        description: lines.join(' '),
        headers: Object.fromEntries(
          ['X-Request-Id', ...(problemHeaders[status] ?? [])].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
        ),
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  );
};

const problemHeaders: { readonly [status: number]: readonly string[] } = {
  401: ['WWW-Authenticate'],
  409: ['Retry-After'],
  429: ['Retry-After', 'RateLimit', 'RateLimit-Policy'],
  503: ['Retry-After'],
};

const header = (description: string, example: string): JsonObject => ({ description, schema: { type: 'string' }, example });

const headerComponents: JsonObject = {
  'X-Request-Id': header('Names this request in the logs', 'req_01KAM7Y5T0000000000000000'),
  RateLimit: header('What is left of the quota, and in how many seconds it is full again', '"requests";r=118;t=30'),
  'RateLimit-Policy': header('The quota: requests in so many seconds', '"requests";q=120;w=60'),
  'Retry-After': header('Seconds to wait', '1'),
  'WWW-Authenticate': header('How to authenticate', 'Bearer realm="plimsoll"'),
  Location: header('The address of what was made', '/v1/scans/scan_01KAM7Y5T00000000000000000'),
  ETag: header('A strong validator, for If-None-Match and If-Match', '"v1"'),
  Link: header('The next page', '</v1/verdicts?cursor=…>; rel="next"'),
  'Preference-Applied': header('The part of Prefer that was honoured', 'wait=20'),
  'Idempotency-Replayed': header('This answer was given before', 'true'),
};

const jsonOf = (value: unknown): Json => JSON.parse(JSON.stringify(value));
const sorted = (members: { readonly [id: string]: Json }): JsonObject =>
  Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
