import type * as z from 'zod';
import { AppError, type ErrorPlace } from '../model/error.ts';
import { pointerToken } from '../model/json.ts';
import { nearest } from '../model/nearest.ts';
import { issueText } from './issue-text.ts';

/** What is checked; pointers into the query begin with /query. */
type Part = 'body' | 'query' | 'path';

/** The value as the schema reads it. Throws `invalid-request` with every place that is wrong, `not-found` for a path. */
export const validate = <S extends z.ZodType>(schema: S, value: unknown, part: Part): z.output<S> => {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  // A path that cannot name anything is a thing that is not there.
  if (part === 'path') throw new AppError('not-found', 'there is no such thing');
  const places = parsed.error.issues.slice(0, mostPlaces).flatMap((issue) => placesOf(issue, schema, part));
  throw new AppError('invalid-request', summary(places, part), { places });
};

const mostPlaces = 50;

const summary = (places: readonly ErrorPlace[], part: Part): string => {
  const [first] = places;
  const more = places.length > 1 ? ` (and ${places.length - 1} more)` : '';
  return first ? `${first.pointer || part}: ${first.message}${more}` : `the ${part} is not valid`;
};

const placesOf = (issue: z.core.$ZodIssue, schema: z.ZodType, part: Part): ErrorPlace[] => {
  const base = part === 'query' ? '/query' : '';
  const pointer = base + issue.path.map((token) => `/${pointerToken(String(token))}`).join('');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: `${pointer}/${pointerToken(key)}`,
      message: 'there is no such member',
      ...didYouMean(key, namesAt(schema, issue.path)),
    }));
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    return [
      {
        pointer,
        message: `expected one of ${values.join(', ')}`,
        ...didYouMean(typeof issue.input === 'string' ? issue.input : '', values),
      },
    ];
  }
  if (issue.code === 'invalid_union') {
    const deepest = issue.errors.flat().sort((a, b) => b.path.length - a.path.length)[0];
    if (deepest && deepest.path.length > 0) return placesOf({ ...deepest, path: [...issue.path, ...deepest.path] }, schema, part);
  }
  return [{ pointer, message: issueText(issue) }];
};

const didYouMean = (given: string, known: readonly string[]): { fix?: string } => {
  const name = given === '' ? undefined : nearest(given, known);
  return name === undefined ? {} : { fix: `did you mean ${name}?` };
};

/** The members that the schema knows at a path; none where it cannot be told. */
const namesAt = (schema: z.ZodType, path: readonly PropertyKey[]): string[] => {
  let at: unknown = schema;
  for (const token of path) at = memberSchema(at, token);
  return Object.keys(shapeOf(at));
};

const memberSchema = (schema: unknown, token: PropertyKey): unknown => {
  const definition = definitionOf(schema);
  return typeof token === 'number' ? definition['element'] : shapeOf(schema)[String(token)];
};

const shapeOf = (schema: unknown): Record<string, unknown> => {
  const definition = definitionOf(schema);
  const inner = definition['innerType'];
  if (inner !== undefined) return shapeOf(inner);
  const shape = definition['shape'];
  return isRecord(shape) ? shape : {};
};

const definitionOf = (schema: unknown): Record<string, unknown> => {
  if (!isRecord(schema)) return {};
  const definition = schema['def'];
  return isRecord(definition) ? definition : {};
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
