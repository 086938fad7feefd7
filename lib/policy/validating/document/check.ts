import type * as z from 'zod';
import { valueAt } from '../../../manifest/pointer.ts';
import { type Json, pointerToken } from '../../../model/json.ts';
import type { Problem } from '../problem.ts';

type Checked<Value> =
  | { readonly kind: 'document'; readonly document: Value }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/** A document by its schema, or everything that is wrong with it. */
export const check = <Schema extends z.ZodType>(schema: Schema, value: Json): Checked<z.infer<Schema>> => {
  const result = schema.safeParse(value);
  if (result.success) return { kind: 'document', document: result.data };
  return { kind: 'invalid', problems: result.error.issues.map((issue) => problemOf(issue, value)) };
};

const problemOf = ({ code, path, message }: z.core.$ZodIssue, value: Json): Problem => {
  const pointer = path.map((key) => `/${pointerToken(String(key))}`).join('');
  const isMissing = code === 'invalid_type' && valueAt(value, pointer) === undefined;
  return { pointer, message: isMissing ? 'this is missing' : message };
};
