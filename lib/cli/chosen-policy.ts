import { readFileSync, statSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { AppError } from '../model/error.ts';
import { nearest } from '../model/nearest.ts';
import { allRulesPolicy, builtInPolicy } from '../policy/built-in.ts';
import { builtInNames } from '../policy/built-in-document.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import { type GatheredPolicy, gatherPolicy, type PolicyText } from '../policy/gather.ts';
import { policyFiles } from './policy-files.ts';

/** A file of policies is some pages of text; a larger one is a mistake. */
const largestPolicy = 4 * 1024 * 1024;

/** A built-in policy's name, a file or a folder. Throws AppError `invalid-request` or, with places, `invalid-policy`. */
export const chosenPolicy = async (name: string, rules: 'policy' | 'all'): Promise<CompiledPolicy> => {
  const policy = builtInPolicy(name) ?? (await policyAt(name)).policy;
  return rules === 'all' ? allRulesPolicy(policy) : policy;
};

/** What the file or the folder says, as one policy. What of it does not judge is told on standard error. */
export const policyAt = async (path: string): Promise<GatheredPolicy> => {
  const texts = policyTexts(path);
  if (!texts) throw noPolicy(path);
  const gathered = await gatherPolicy(texts, nameOf(path));
  const { passedOver } = gathered;
  if (passedOver.length > 0)
    process.stderr.write(
      `plimsoll: ${path}: ${listed(passedOver)} ${passedOver.length === 1 ? 'does' : 'do'} not judge, and is left out\n`,
    );
  return gathered;
};

/** Every text of a file or a folder that may hold policies; undefined when neither is there. */
export const policyTexts = (path: string): readonly PolicyText[] | undefined => {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return policyFiles(path).map(readPolicy);
  return stat?.isFile() ? [readPolicy(path)] : undefined;
};

const noPolicy = (path: string): AppError => {
  const guess = nearest(path, builtInNames);
  const fix = guess ? `did you mean ${guess}?` : `built in are ${builtInNames.join(', ')}`;
  return new AppError('invalid-request', `${path}: neither a built-in policy nor a file or folder; ${fix}`);
};

const readPolicy = (file: string): PolicyText => {
  if ((statSync(file).size ?? 0) > largestPolicy) throw new AppError('too-large', `${file}: larger than a policy may be`);
  return { text: readFileSync(file, 'utf8'), file };
};

/** A policy that is made of others is called by where they lie; a built-in policy keeps its name for itself. */
const nameOf = (path: string): string => {
  const full = resolve(path);
  const name = basename(full, extname(full));
  return builtInNames.includes(name) ? `${name}-policies` : name;
};

const mostListed = 5;

const listed = (names: readonly string[]): string => {
  const more = names.length - mostListed;
  return `${names.slice(0, mostListed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};
