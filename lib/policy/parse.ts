import type * as z from 'zod';
import type { JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import { type MappingDocument, mappingSchema, type PolicyDocument, policySchema } from './document.ts';
import { placeAt, placesOf } from './place.ts';
import { readText, refusal, type TextDocument } from './text.ts';
import { unknownNames } from './unknown-names.ts';

/** One document of a policy text. `source` is what was written, for the store and the digest; `place` finds a pointer in the text. */
export type ParsedDocument =
  | ({ readonly kind: 'Policy'; readonly document: PolicyDocument } & Written)
  | ({ readonly kind: 'PolicyMapping'; readonly document: MappingDocument } & Written);
type Written = { readonly source: JsonObject; readonly place: TextDocument['place'] };

/** Reads every document of a YAML or JSON text. Throws AppError `invalid-policy` with the place of everything that is wrong. */
export const parsePolicyText = (text: string, file?: string): readonly ParsedDocument[] => {
  const documents = readText(text, file);
  if (documents.length === 0) throw refusal([{ message: 'there is no document in this text', line: 1, column: 1, ...(file && { file }) }]);
  return documents.map((document) => parseOne(document, file));
};

/** As `parsePolicyText`, for a text that must hold exactly one policy. */
export const parsePolicy = (text: string, file?: string): ParsedDocument & { kind: 'Policy' } => {
  const [first, ...others] = parsePolicyText(text, file);
  if (first?.kind === 'Policy' && others.length === 0) return first;
  throw refusal([{ message: 'exactly one document of kind Policy is expected', line: 1, column: 1, ...(file && { file }) }]);
};

/** As `parsePolicyText`, for a text that must hold exactly one mapping. */
export const parseMapping = (text: string, file?: string): ParsedDocument & { kind: 'PolicyMapping' } => {
  const [first, ...others] = parsePolicyText(text, file);
  if (first?.kind === 'PolicyMapping' && others.length === 0) return first;
  throw refusal([{ message: 'exactly one document of kind PolicyMapping is expected', line: 1, column: 1, ...(file && { file }) }]);
};

/** Every document of a text by one schema. Throws AppError `invalid-policy`. */
export const parseDocumentAs = <Schema extends z.ZodType>(schema: Schema, text: string, file?: string): readonly z.infer<Schema>[] =>
  readText(text, file).map((document) => checked(schema, document, file));

/** One document by its kind. Throws AppError `invalid-policy`. */
export const parseOne = (document: TextDocument, file: string | undefined): ParsedDocument => {
  const source = document.value;
  if (!isObject(source))
    throw refusal([placeAt(document, [], 'a policy is a map with apiVersion, kind, metadata and spec', undefined, file)]);
  const { place } = document;
  if (source['kind'] === 'PolicyMapping') return { kind: 'PolicyMapping', document: checked(mappingSchema, document, file), source, place };
  if (source['kind'] !== 'Policy') {
    throw refusal([placeAt(document, ['kind'], 'the kind is neither Policy nor PolicyMapping', 'write kind: Policy', file)]);
  }
  const policy = checked(policySchema, document, file);
  const unknown = unknownNames(policy).map(({ path, message, fix }) => placeAt(document, path, message, fix, file));
  if (unknown.length > 0) throw refusal(unknown);
  return { kind: 'Policy', document: policy, source, place };
};

const checked = <Schema extends z.ZodType>(schema: Schema, document: TextDocument, file: string | undefined): z.infer<Schema> => {
  const result = schema.safeParse(document.value);
  if (result.success) return result.data;
  throw refusal(placesOf(schema, result.error.issues, document, file));
};
