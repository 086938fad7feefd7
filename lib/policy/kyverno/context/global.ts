import type { JsonObject } from '../../../model/json.ts';
import type { ForeignSurroundings } from '../../foreign/surroundings.ts';
import { globalEntriesIn, globalEntry } from '../../validating/library/global-entry.ts';

/** The surroundings with the entries of the global context that stand among the documents. */
export const withGlobalEntries = (documents: readonly JsonObject[]): ((surroundings: ForeignSurroundings) => ForeignSurroundings) => {
  const entries = globalEntriesIn(documents);
  if (entries.size === 0) return (surroundings) => surroundings;
  return (surroundings) => ({ ...surroundings, globalEntry: (name) => globalEntry(entries, surroundings, name, '') });
};
