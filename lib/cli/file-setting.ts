import { readFileSync } from 'node:fs';
import { AppError } from '../model/error.ts';

/** A setting from the environment, or from the file that `<name>_FILE` names: clusters and Docker mount secrets as files. A file that is not there (yet) sets nothing. */
export const fromEnvironment = (name: string): string | undefined => {
  const path = process.env[`${name}_FILE`];
  if (!path) return process.env[name];
  try {
    return readFileSync(path, 'utf8').trim() || undefined;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new AppError('invalid-request', `${name}_FILE: ${path} cannot be read`, { cause });
  }
};
