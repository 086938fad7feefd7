import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import type { SecretRules } from '../image/secret/search.ts';
import { compileUserRules } from '../image/secret/user-rules.ts';
import { digestOf } from '../model/digest.ts';
import { AppError, type ErrorPlace } from '../model/error.ts';

const text = z.string().min(1).max(1_000);
const schema = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and "-"'),
        title: text,
        literals: z.array(text).min(1).max(50),
        pattern: text,
        paths: z.array(z.string().min(1).max(256)).max(50).optional(),
        minEntropy: z.number().min(0).max(8).optional(),
      }),
    )
    .max(200),
});

const setting = 'PLIMSOLL_SECRET_RULES';
const largest = 4 * 1024 * 1024;

/**
 * `PLIMSOLL_SECRET_RULES`: a team's own kinds of secret, as a JSON file's path, as the JSON itself, or as that packed by gzip in base64, since a Lambda function's
 * environment holds 4 KB. Throws AppError `invalid-request` with the places of what is wrong, which its message names too.
 */
export const secretRulesFromEnvironment = (): SecretRules | undefined => {
  const value = process.env[setting]?.trim();
  if (!value) return undefined;
  const source = sourceOf(value);
  const parsed = schema.safeParse(readJson(source));
  if (!parsed.success)
    throw refused(
      source,
      parsed.error.issues.map(({ path, message }) => ({ pointer: `/${path.map(String).join('/')}`, message })),
    );
  try {
    return compileUserRules(parsed.data.rules, digestOf(parsed.data.rules).slice(7, 19));
  } catch (error) {
    throw error instanceof AppError ? refused(source, error.places) : error;
  }
};

type Source = { readonly name: string; read(): string };

const sourceOf = (value: string): Source => {
  if (value.startsWith('{')) return { name: setting, read: () => value };
  // What every gzip stream begins with, in base64. Source: RFC 1952, section 2.3.1: 1f 8b, and 8 for deflate.
  if (value.startsWith('H4sI') && !existsSync(value))
    return { name: setting, read: () => gunzipSync(Buffer.from(value, 'base64'), { maxOutputLength: largest }).toString('utf8') };
  return { name: value, read: () => readFileSync(value, 'utf8') };
};

const readJson = (source: Source): unknown => {
  try {
    return JSON.parse(source.read());
  } catch {
    throw refused(source, [{ message: 'cannot be read as JSON' }]);
  }
};

const refused = ({ name }: Source, places: readonly ErrorPlace[]): AppError => {
  const [first] = places;
  const why = [first?.pointer, first?.message].filter(Boolean).join(': ');
  return new AppError('invalid-request', `${name}: no list of secret rules: ${why}`, {
    places: places.map((place) => ({ ...place, file: name })),
  });
};
