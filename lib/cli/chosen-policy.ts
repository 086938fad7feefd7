import { readFileSync, statSync } from 'node:fs';
import { AppError } from '../model/error.ts';
import { nearest } from '../model/nearest.ts';
import { allRulesPolicy, builtInPolicy } from '../policy/built-in.ts';
import { builtInNames } from '../policy/built-in-document.ts';
import { compilePolicy } from '../policy/compile.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import { parsePolicy } from '../policy/parse.ts';

/** A policy document is a page of text; a larger file is a mistake. */
const largestPolicy = 4 * 1024 * 1024;

/** A built-in policy's name or a file. Throws AppError `invalid-request` or, with places, `invalid-policy`. */
export const chosenPolicy = (name: string, rules: 'policy' | 'all'): CompiledPolicy => {
  const policy = builtInPolicy(name) ?? policyFromFile(name);
  return rules === 'all' ? allRulesPolicy(policy) : policy;
};

const policyFromFile = (path: string): CompiledPolicy => {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile()) {
    const guess = nearest(path, builtInNames);
    const fix = guess ? `did you mean ${guess}?` : `built in are ${builtInNames.join(', ')}`;
    throw new AppError('invalid-request', `${path}: neither a built-in policy nor a file; ${fix}`);
  }
  if (stat.size > largestPolicy) throw new AppError('too-large', `${path}: larger than a policy may be`);
  return compilePolicy(parsePolicy(readFileSync(path, 'utf8'), path).document);
};
