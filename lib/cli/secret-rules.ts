import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { type SecretRules, secretRulesWith } from '../image/secret/search.ts';
import { compileUserRules } from '../image/secret/user-rules.ts';
import { digestOf } from '../model/digest.ts';
import { AppError } from '../model/error.ts';

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

/** `PLIMSOLL_SECRET_RULES`: a JSON file with a team's own kinds of secret. Throws AppError `invalid-request` with the places of what is wrong. */
export const secretRulesFromEnvironment = (): SecretRules | undefined => {
  const file = process.env['PLIMSOLL_SECRET_RULES']?.trim();
  if (!file) return undefined;
  const parsed = schema.safeParse(readJson(file));
  if (parsed.success) return secretRulesWith(compileUserRules(parsed.data.rules), digestOf(parsed.data.rules).slice(7, 19));
  const places = parsed.error.issues.map(({ path, message }) => ({ file, pointer: `/${path.map(String).join('/')}`, message }));
  throw new AppError('invalid-request', `${file}: no list of secret rules`, { places });
};

const readJson = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new AppError('invalid-request', `${file}: cannot be read as JSON`, {
      cause,
      places: [{ file, message: 'cannot be read as JSON' }],
    });
  }
};
