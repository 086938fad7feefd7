import { readFileSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import * as z from 'zod';
import { AppError } from '../model/error.ts';
import { parseDocumentAs } from '../policy/parse.ts';

/** What a repository may settle for the commands that judge it. Never a server or a key: a file that is judged must not choose who is told a secret. */
const settings = z.strictObject({
  policy: z.string().min(1).max(512).optional(),
  rules: z.enum(['policy', 'all']).optional(),
  environment: z.string().min(1).max(128).optional(),
  platform: z.string().min(1).max(64).optional(),
  'fail-on': z.enum(['warn', 'deny']).optional(),
  'on-error': z.enum(['allow', 'deny', 'unknown']).optional(),
});

const largest = 65_536;

/** Settings of the file for what the command line and the environment leave open. Throws AppError `invalid-request` with every place that is wrong. */
export const applySettingsFile = (command: Command, path: string): void => {
  const taken = Object.entries(readSettings(path)).filter(([name, value]) => take(command, name, value, dirname(path)));
  if (taken.length > 0 && command.getOptionValue('quiet') !== true)
    process.stderr.write(`plimsoll: ${taken.map(([name]) => `--${name}`).join(', ')} from ${relative('.', path) || path}\n`);
};

const readSettings = (path: string): z.infer<typeof settings> => {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size > largest) throw new AppError('invalid-request', `${path}: no file of settings`);
  const [first, ...others] = documentsOf(path);
  if (others.length > 0) throw new AppError('invalid-request', `${path}: one document is expected`);
  return first ?? {};
};

const documentsOf = (path: string): readonly z.infer<typeof settings>[] => {
  try {
    return parseDocumentAs(settings, readFileSync(path, 'utf8'), path);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError('invalid-request', 'the settings of this repository are not valid', { places: error.places, cause: error });
  }
};

/** Of a policy: a file, and not one of the built-in or the service's names. */
export const isPath = (value: string): boolean => /[/\\]|\.(ya?ml|json)$/.test(value);

const take = (command: Command, name: string, value: string | undefined, folder: string): boolean => {
  const option = command.options.find(({ long }) => long === `--${name}`);
  if (option === undefined || value === undefined) return false;
  const key = option.attributeName();
  const source = command.getOptionValueSource(key);
  if (source !== undefined && source !== 'default') return false;
  const isFile = name === 'policy' && isPath(value);
  // A server knows policies by name alone, and judges by them alone.
  if ((isFile || name === 'rules') && asksServer(command)) return false;
  command.setOptionValueWithSource(key, isFile ? relative('.', resolve(folder, value)) : value, 'config');
  return true;
};

/** Commands that always ask one may be told of it by the environment, the others when it is named. */
const asksServer = (command: Command): boolean =>
  command.options.some(
    ({ long, envVar }) => long === '--server' && (envVar !== undefined || command.getOptionValue('server') !== undefined),
  );
