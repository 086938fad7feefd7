import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Json, listAt, stringAt } from '../../model/json.ts';

/** Where a folder's database came from, so that `update` can do the same again. */
export type Origin =
  | {
      readonly kind: 'import';
      readonly sources: readonly string[];
      readonly kev: string | null;
      readonly epss: string | null;
      readonly vex: readonly string[];
    }
  | { readonly kind: 'pull'; readonly reference: string };

const name = 'origin.json';

export const writeOrigin = (folder: string, origin: Origin): void => {
  const aside = join(folder, `building-${process.pid}-${process.hrtime.bigint()}.origin`);
  writeFileSync(aside, JSON.stringify(origin, null, 1));
  renameSync(aside, join(folder, name));
};

/** Undefined when nothing was imported or pulled here, or the note cannot be read. */
export const readOrigin = (folder: string): Origin | undefined => {
  try {
    return originOf(JSON.parse(readFileSync(join(folder, name), 'utf8')));
  } catch {
    return undefined;
  }
};

const originOf = (value: Json): Origin | undefined => {
  const reference = stringAt(value, 'reference');
  if (stringAt(value, 'kind') === 'pull') return reference === undefined ? undefined : { kind: 'pull', reference };
  const sources = texts(value, 'sources');
  if (sources.length === 0) return undefined;
  return { kind: 'import', sources, kev: stringAt(value, 'kev') ?? null, epss: stringAt(value, 'epss') ?? null, vex: texts(value, 'vex') };
};

const texts = (value: Json, key: string): readonly string[] => listAt(value, key).filter((each) => typeof each === 'string');
