import { readFileSync } from 'node:fs';
import { canonicalJson } from '../../model/canonical.ts';
import { AppError } from '../../model/error.ts';
import { isObject, type Json, type JsonObject, listAt, memberOf, stringAt } from '../../model/json.ts';
import type { ImportedWaivers } from '../../waiver/import/imported.ts';
import type { ImporterName } from '../../waiver/import/names.ts';
import { importerOf, importers } from '../../waiver/import/table.ts';
import { call } from '../client.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import type { ShowOptions } from '../rows.ts';

export type WaiverImportOptions = ShowOptions & {
  readonly from?: ImporterName;
  readonly repository?: string;
  readonly environment?: string;
  readonly dryRun?: boolean;
};

/** `plimsoll waiver import`: another tool's list, a waiver an entry. What is there already is not made again; what cannot be said here is told, and exits 2. */
export const importWaivers = async (file: string, options: WaiverImportOptions): Promise<ExitCode> => {
  const text = textOf(file);
  const { waivers, skipped } = read(file, text, options.from);
  const { repository, environment } = options;
  const narrowed = { ...(repository !== undefined && { repository }), ...(environment !== undefined && { environment }) };
  const bodies = waivers.map((waiver): JsonObject => JSON.parse(JSON.stringify({ ...waiver, scope: { ...waiver.scope, ...narrowed } })));
  const known = options.dryRun ? new Set<string>() : await activeScopes(options);
  let made = 0;
  let kept = 0;
  const refused: string[] = [];
  for (const body of bodies) {
    const scope = canonicalJson(memberOf(body, 'scope') ?? null);
    if (known.has(scope)) {
      kept += 1;
      continue;
    }
    known.add(scope);
    if (options.dryRun) process.stdout.write(`${JSON.stringify(body)}\n`);
    else if (!(await isMade(options, body, refused))) continue;
    made += 1;
  }
  for (const { line, entry, why } of skipped) process.stderr.write(`plimsoll: ${file}:${line}: ${entry}: ${why}\n`);
  for (const reason of refused) process.stderr.write(`plimsoll: ${file}: ${reason}\n`);
  const left = skipped.length + refused.length;
  process.stdout.write(`${made} ${options.dryRun ? 'to be made' : 'made'}, ${kept} there already, ${left} not taken over\n`);
  return left > 0 ? exitCodes.usage : exitCodes.allow;
};

const read = (file: string, text: string, from: ImporterName | undefined): ImportedWaivers => {
  const name = from ?? importerOf(file, text);
  try {
    return importers[name](text);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, `${file} cannot be read as a list of ${name}`, { places: error.places, cause: error });
  }
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('invalid-request', `${file} cannot be read`, { cause });
  }
};

/** One that the server refuses, as an end that has passed, does not stop the others. */
const isMade = async (options: WaiverImportOptions, body: JsonObject, refused: string[]): Promise<boolean> => {
  try {
    await call(options, '/v1/waivers', { body });
    return true;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid-request') throw error;
    refused.push(`${JSON.stringify(memberOf(body, 'scope') ?? null)}: ${error.publicMessage}`);
    return false;
  }
};

const activeScopes = async (options: ShowOptions): Promise<Set<string>> => {
  const scopes = new Set<string>();
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { json } = await call(options, `/v1/waivers?limit=100${query}`);
    for (const waiver of listAt(json, 'items')) if (isStanding(waiver)) scopes.add(canonicalJson(memberOf(waiver, 'scope') ?? null));
    cursor = stringAt(json, 'next');
  } while (cursor !== undefined);
  return scopes;
};

const isStanding = (waiver: Json): boolean => isObject(waiver) && ['active', 'pending'].includes(stringAt(waiver, 'state') ?? '');
