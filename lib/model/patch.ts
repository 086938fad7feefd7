import type { Json, JsonObject } from './json.ts';

/** Source: RFC 6902. */
export type PatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string };

/**
 * How to mend a finding. `json` changes the object that the finding names; `merge` says the same as `kubectl patch --type` takes it, strategic for Kubernetes'
 * own types and RFC 7386 for others; `text` replaces [start, end) of the file, offsets in UTF-16 units.
 * A patch that is not `safe` holds a marked placeholder or may change behaviour: it is shown and never written by itself.
 */
export type Patch =
  | { readonly kind: 'json'; readonly safe: boolean; readonly operations: readonly PatchOperation[] }
  | { readonly kind: 'merge'; readonly safe: boolean; readonly type: 'strategic' | 'merge'; readonly document: JsonObject }
  | { readonly kind: 'text'; readonly safe: boolean; readonly file: string; readonly edits: readonly TextEdit[] };

export type TextEdit = { readonly start: number; readonly end: number; readonly text: string };

/** Edits that do not overlap, carried out from the end so that offsets stay true. */
export const applyEdits = (text: string, edits: readonly TextEdit[]): string =>
  [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((current, edit) => current.slice(0, edit.start) + edit.text + current.slice(edit.end), text);
