import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { type TrustRule, trustRule } from '../key/federation/trust.ts';
import { AppError } from '../model/error.ts';

/** `PLIMSOLL_TRUST`: whose tokens are taken in place of a key, as JSON or as the path of a JSON file. Throws AppError `invalid-request`. */
export const trustFromEnvironment = (): readonly TrustRule[] => {
  const text = process.env['PLIMSOLL_TRUST']?.trim();
  if (!text) return [];
  const parsed = z.array(trustRule()).max(1_000).safeParse(readJson(text));
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path, message }) => ({ pointer: `/${path.map(String).join('/')}`, message }));
  throw new AppError('invalid-request', 'PLIMSOLL_TRUST is not a list of trusted issuers', { places });
};

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(existsSync(text) ? readFileSync(text, 'utf8') : text);
  } catch {
    return undefined;
  }
};
