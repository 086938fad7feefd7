import { AppError } from '../../model/error.ts';
import { isObject, type Json } from '../../model/json.ts';
import { readText } from '../../policy/text.ts';
import type { NewWaiver } from '../create.ts';

/** Another tool's list as waivers. `skipped` is what cannot be said here without accepting more than was meant; nothing is dropped in silence. */
export type ImportedWaivers = { readonly waivers: readonly NewWaiver[]; readonly skipped: readonly SkippedEntry[] };
export type SkippedEntry = { readonly line: number; readonly entry: string; readonly why: string };

export const joined = (parts: readonly ImportedWaivers[]): ImportedWaivers => ({
  waivers: parts.flatMap(({ waivers }) => waivers),
  skipped: parts.flatMap(({ skipped }) => skipped),
});

export const skipped = (line: number, entry: string, why: string): ImportedWaivers => ({ waivers: [], skipped: [{ line, entry, why }] });

/** Throws AppError `invalid-yaml` with places. */
export const readImport = (text: string): { readonly value: Json; lineOf(pointer: string): number } => {
  const [document] = readDocuments(text);
  if (!document || !isObject(document.value)) return { value: {}, lineOf: () => 1 };
  return { value: document.value, lineOf: (pointer) => document.place(pointer).line };
};

const readDocuments = (text: string): ReturnType<typeof readText> => {
  try {
    return readText(text);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError('invalid-yaml', 'the list cannot be read', { places: error.places, cause: error });
  }
};

/** A day ends the waiver at its start, as Trivy has it; a time at that time. Undefined for text that is neither. */
export const endOf = (written: string): string | undefined => {
  const at = Date.parse(written);
  return /^\d{4}-\d{2}-\d{2}/.test(written) && !Number.isNaN(at) ? new Date(at).toISOString() : undefined;
};

/** Patterns of other tools that mean the same here; those with brackets or braces do not. */
export const samePattern = (pattern: string): string | undefined =>
  /[[\]{}!\\]/.test(pattern) ? undefined : pattern.replace(/^\.?\/+/, '');
