import type { Context } from 'hono';
import * as z from 'zod';
import type { Caller, Scope } from '../model/actor.ts';
import type { ErrorCode } from '../model/error.ts';
import { readContent } from './body/content.ts';
import type { BodyDefinition } from './body/definition.ts';
import type { Cursors } from './cursor.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { validate } from './validate.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** One documented answer. A media type without a schema is a text. */
export type ReplyDefinition = {
  readonly description: string;
  readonly content?: { readonly [mediaType: string]: z.ZodType | null };
  readonly headers?: readonly string[];
};

export type Invocation = { readonly deps: ApiDeps; readonly cursors: Cursors; readonly caller: Caller };

/** What a route's handler works with: everything in it has been checked. */
export type Call<P, Q, B> = Invocation & { readonly params: P; readonly query: Q; readonly body: B; readonly request: Request };

type Definition<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  readonly method: Method;
  /** As in OpenAPI: `/v1/scans/{id}`. */
  readonly path: `/${string}`;
  readonly operation: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly scope: Scope;
  readonly params: P;
  readonly query: Q;
  readonly body: BodyDefinition<B>;
  /** Honours Idempotency-Key. */
  readonly idempotent?: boolean;
  /** Needs If-Match. */
  readonly conditional?: boolean;
  readonly replies: { readonly [status: number]: ReplyDefinition };
  /** Beside those that follow from the rest: authorisation, validation, limits. */
  readonly errors?: readonly ErrorCode[];
  handle(call: Call<z.output<P>, z.output<Q>, z.output<B>>): Promise<Response>;
};

/** A route as the table of routes holds it: what documents it, and one function that runs it. */
export type Endpoint = Omit<Definition<z.ZodType, z.ZodType, z.ZodType>, 'handle'> & {
  run(context: Context<ApiEnv>, invocation: Invocation): Promise<Response>;
};

export const noParams = z.strictObject({});
/** A parameter that nobody knows is an error: a misspelt filter must not answer with everything. */
export const noQuery = z.strictObject({});
export const noBody: BodyDefinition<z.ZodUndefined> = { schema: z.undefined(), maxBytes: 0 };

/** One definition gives validation, types and the OpenAPI document. */
export const endpoint = <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(definition: Definition<P, Q, B>): Endpoint => {
  const { handle, ...documented } = definition;
  return {
    ...documented,
    run: async (context, invocation) => {
      const params = validate(definition.params, context.req.param(), 'path');
      const query = validate(definition.query, singleValues(context.req.queries()), 'query');
      const body = validate(definition.body.schema, readContent(definition.body, context.req.raw, context.get('body')), 'body');
      return handle({ ...invocation, params, query, body, request: context.req.raw });
    },
  };
};

// A parameter given twice stays a list, which no schema takes: two readers would disagree on which one counts.
const singleValues = (queries: Record<string, string[]>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(queries).map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
