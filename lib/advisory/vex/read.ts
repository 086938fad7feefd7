import { isObject, type Json, memberOf, objectAt, stringAt } from '../../model/json.ts';
import { readCsaf } from './csaf.ts';
import { readCycloneDxVex } from './cyclonedx.ts';
import { readOpenVex } from './openvex.ts';
import type { VexDocument } from './statement.ts';

/**
 * Reads a document of any of the three forms; `unknown` for JSON that is none of them. Never throws for any JSON. `file` names a document that has no id,
 * `subject` what a statement of OpenVEX or a component of CycloneDX is about that is not named there, where something tells that.
 */
export const readVex = (
  value: Json,
  file: string,
  subject?: string,
): ({ readonly kind: 'vex' } & VexDocument) | { readonly kind: 'unknown' } => {
  if (!isObject(value)) return { kind: 'unknown' };
  if (contextOf(value['@context']).some((each) => each.includes('openvex'))) return { kind: 'vex', ...readOpenVex(value, file, subject) };
  if (stringAt(value, 'bomFormat') === 'CycloneDX') return { kind: 'vex', ...readCycloneDxVex(value, file, subject) };
  if (memberOf(objectAt(value, 'document'), 'csaf_version') !== undefined) return { kind: 'vex', ...readCsaf(value, file) };
  return { kind: 'unknown' };
};

const contextOf = (context: Json | undefined): readonly string[] => {
  if (typeof context === 'string') return [context];
  return Array.isArray(context) ? context.filter((each) => typeof each === 'string') : [];
};
