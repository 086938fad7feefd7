import type * as z from 'zod';

/** A body: JSON of the schema, and other texts that are read as the same thing (`application/yaml` as its manifests). `maxBytes` 0: none. */
export type BodyDefinition<S extends z.ZodType = z.ZodType> = {
  readonly schema: S;
  readonly maxBytes: number;
  readonly texts?: { readonly [mediaType: string]: (text: string) => unknown };
  readonly example?: unknown;
};
