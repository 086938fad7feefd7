import * as z from 'zod';
import { canonicalJson } from '../../model/canonical.ts';
import { isList, isObject, type Json, type JsonObject } from '../../model/json.ts';

/** Writes zod schemas as JSON Schema and collects the named ones that they refer to, for `components.schemas`. */
export type SchemaWriter = {
  write(schema: z.ZodType, io: 'input' | 'output'): JsonObject;
  readonly named: { readonly [id: string]: Json };
};

/** OpenAPI 3.1 takes JSON Schema 2020-12 as zod writes it; only the place of named schemas differs. Source: OpenAPI 3.1.1 section 4.8.24. */
export const createSchemaWriter = (): SchemaWriter => {
  const named: { [id: string]: Json } = {};
  return {
    named,
    write: (schema, io) => {
      // The two are the same data; parsing drops the hidden members that zod adds to what it returns.
      const written: unknown = JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any' })));
      if (!isObject(written)) return {};
      const { $defs, $schema: _dialect, ...own } = written;
      for (const [id, definition] of Object.entries(isObject($defs) ? $defs : {})) {
        const located = relocate(definition);
        // With defaults a schema has two forms, for what is sent and for what is answered: only one of them may have the name.
        if (named[id] !== undefined && canonicalJson(named[id]) !== canonicalJson(located)) throw new Error(`two schemas are named ${id}`);
        named[id] = located;
      }
      const located = relocate(own);
      return isObject(located) ? located : {};
    },
  };
};

// zod writes `.readonly()`, a word about our types, as `readOnly`: that nobody may send the member. Source: OpenAPI 3.1.1, JSON Schema `readOnly`.
const isTold = ([key, member]: [string, Json]): boolean => !(key === 'readOnly' && typeof member === 'boolean');

const relocate = (value: Json): Json => {
  if (isList(value)) return value.map(relocate);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(isTold)
      .map(([key, member]): [string, Json] =>
        key === '$ref' && typeof member === 'string' ? [key, member.replace('#/$defs/', '#/components/schemas/')] : [key, relocate(member)],
      ),
  );
};
