import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Registries } from '../adapters/registry/distribution/settings.ts';
import { AppError } from '../model/error.ts';
import { onUse } from '../model/on-use.ts';

const settings = onUse(() =>
  z.record(
    z.string(),
    z.strictObject({
      insecure: z.boolean().optional(),
      internal: z.boolean().optional(),
      ca: z.string().optional(),
      mirrors: z.array(z.string()).optional(),
      concurrency: z.number().int().min(1).max(64).optional(),
      realms: z.array(z.string()).optional(),
    }),
  ),
);

/** `PLIMSOLL_REGISTRIES`: settings by host, as JSON or as the path of a JSON file. Throws AppError `invalid-request`. */
export const registriesFromEnvironment = (): Registries => {
  const text = process.env['PLIMSOLL_REGISTRIES']?.trim();
  if (!text || text === '{}') return {};
  const parsed = settings().safeParse(readJson(text));
  if (parsed.success) return withoutUndefined(parsed.data);
  const places = parsed.error.issues.map(({ path, message }) => ({ pointer: `/${path.map(String).join('/')}`, message }));
  throw new AppError('invalid-request', 'PLIMSOLL_REGISTRIES is not a map of registry settings by host', { places });
};

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(existsSync(text) ? readFileSync(text, 'utf8') : text);
  } catch (cause) {
    throw new AppError('invalid-request', 'PLIMSOLL_REGISTRIES is neither JSON nor the path of a JSON file', { cause });
  }
};

const withoutUndefined = (read: z.output<ReturnType<typeof settings>>): Registries =>
  Object.fromEntries(
    Object.entries(read).map(([host, { insecure, internal, ca, mirrors, concurrency, realms }]) => [
      host,
      {
        ...(insecure !== undefined && { insecure }),
        ...(internal !== undefined && { internal }),
        ...(ca !== undefined && { ca }),
        ...(mirrors !== undefined && { mirrors }),
        ...(concurrency !== undefined && { concurrency }),
        ...(realms !== undefined && { realms }),
      },
    ]),
  );
