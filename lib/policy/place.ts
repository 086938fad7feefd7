import * as z from 'zod';
import type { ErrorPlace } from '../model/error.ts';
import { isList, isObject, type Json, pointerToken } from '../model/json.ts';
import { nearest } from '../model/nearest.ts';
import type { TextDocument } from './text.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** A schema's complaints as places in the text, each with what would be right when that can be known. */
export const placesOf = (schema: z.ZodType, issues: readonly Issue[], document: TextDocument, file?: string): readonly ErrorPlace[] =>
  issues
    .flatMap((issue) => complaintsOf(schema, issue, document.value))
    .map(({ path, message, fix }) => placeAt(document, path, message, fix, file));

export const placeAt = (document: TextDocument, path: Path, message: string, fix?: string, file?: string): ErrorPlace => {
  const pointer = path.map((key) => `/${pointerToken(String(key))}`).join('');
  return { message, pointer, ...document.place(pointer), ...(file !== undefined && { file }), ...(fix !== undefined && { fix }) };
};

type Complaint = { readonly path: Path; readonly message: string; readonly fix?: string | undefined };

const complaintsOf = (schema: z.ZodType, issue: Issue, value: Json): readonly Complaint[] => {
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAt(schema, issue.path);
      return issue.keys.map((key) => ({
        path: [...issue.path, key],
        message: `nothing is named ${shown(key)} here`,
        fix: meant(key, known),
      }));
    }
    case 'invalid_value':
      return [oneOf(issue.path, issue.values.map(String), value)];
    case 'invalid_union':
      return [unionComplaint(issue, value)];
    case 'invalid_type': {
      const found = valueAt(value, issue.path);
      return [
        { path: issue.path, message: found === undefined ? 'this is missing' : `expected ${article(issue.expected)}`, fix: undefined },
      ];
    }
    default:
      return [{ path: issue.path, message: issue.message }];
  }
};

/** A union here is a set of words and perhaps a pattern; the words of all its arms are the choice. */
const unionComplaint = (issue: Issue & { code: 'invalid_union' }, value: Json): Complaint => {
  const inner = issue.errors.flat();
  const words = inner.flatMap((one) => (one.code === 'invalid_value' ? one.values.map(String) : []));
  const pattern = inner.find(({ code }) => code === 'invalid_format');
  if (pattern && words.length > 0) return { path: issue.path, message: `${pattern.message}, or ${words.join(', ')}` };
  return words.length > 0 ? oneOf(issue.path, words, value) : { path: issue.path, message: issue.message };
};

const oneOf = (path: Path, words: readonly string[], value: Json): Complaint => {
  const found = valueAt(value, path);
  const message = found === undefined ? 'this is missing' : `${shown(found)} is not one of ${words.join(', ')}`;
  const fix = typeof found === 'string' ? meant(found, words) : undefined;
  return { path, message, fix: fix ?? (words.length === 1 ? `write ${words[0]}` : undefined) };
};

const meant = (written: string, known: Iterable<string>): string | undefined => {
  const best = nearest(written, known);
  return best === undefined ? undefined : `did you mean ${best}?`;
};

const longestShown = 60;
const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
};

const article = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : type === 'record' ? 'a map' : `a ${type}`);

const valueAt = (value: Json, path: Path): Json | undefined => {
  let at: Json | undefined = value;
  for (const key of path) {
    if (isList(at) && typeof key === 'number') at = at[key];
    else if (isObject(at) && Object.hasOwn(at, String(key))) at = at[String(key)];
    else return undefined;
  }
  return at;
};

/** The names that the schema knows at a path, for suggestions. */
const keysAt = (schema: z.core.$ZodType, path: Path): readonly string[] => {
  const [key, ...rest] = path;
  const inner = unwrapped(schema);
  if (key === undefined) return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
  if (inner instanceof z.ZodArray) return keysAt(inner.element, rest);
  const member = inner instanceof z.ZodObject ? inner.shape[String(key)] : undefined;
  return member ? keysAt(member, rest) : [];
};

const unwrapped = (schema: z.core.$ZodType): z.core.$ZodType => {
  if (schema instanceof z.ZodOptional) return unwrapped(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrapped(schema.out);
  return schema;
};
