import { canonicalJson } from '../../model/canonical.ts';
import type { SourceFile } from '../../model/evidence.ts';
import { pointerTokens } from '../../model/json.ts';
import type { PatchOperation, TextEdit } from '../../model/patch.ts';
import type { ManifestObject } from '../object.ts';
import { valueAt } from '../pointer.ts';
import { constructDocuments } from '../yaml/construct.ts';
import { eventsOf } from '../yaml/read.ts';
import { editFor } from './edit.ts';
import { applyOperations, joinOperations } from './operation.ts';
import { treesOf } from './tree.ts';

/** What is to be done to one object: the operations of each patch that was made for it as it is. */
export type ObjectPatch = { readonly object: ManifestObject; readonly patches: readonly (readonly PatchOperation[])[] };
export type RefusedPatch = { readonly object: ManifestObject; readonly operations: readonly PatchOperation[] };
export type PatchedFiles = { readonly files: readonly SourceFile[]; readonly refused: readonly RefusedPatch[] };

/**
 * The files with the patches written into them, changing only what must change. After each document the text is read again: a patch after which it does
 * not say what the operations ask for, as where an alias shares the value, is refused and leaves no trace.
 */
export const patchFiles = (files: readonly SourceFile[], wanted: readonly ObjectPatch[]): PatchedFiles => {
  const refused: RefusedPatch[] = [];
  const edits = new Map<string, TextEdit[]>();
  for (const [{ file, offset, text }, group] of byChunk(wanted)) {
    const result = patchChunk(text, group, refused);
    const inFile = edits.get(file) ?? [];
    if (result !== text) inFile.push({ start: offset, end: offset + text.length, text: result });
    edits.set(file, inFile);
  }
  return { files: files.map((file) => ({ name: file.name, text: withEdits(file.text, edits.get(file.name) ?? []) })), refused };
};

type ChunkKey = { readonly file: string; readonly offset: number; readonly text: string };

const byChunk = (wanted: readonly ObjectPatch[]): ReadonlyMap<ChunkKey, readonly ObjectPatch[]> => {
  const keys = new Map<string, ChunkKey>();
  const groups = new Map<ChunkKey, ObjectPatch[]>();
  for (const one of wanted) {
    const { origin, file } = one.object;
    if (!origin) continue;
    const name = `${origin.offset} ${file}`;
    const key = keys.get(name) ?? { file, offset: origin.offset, text: origin.text };
    keys.set(name, key);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
};

const patchChunk = (text: string, group: readonly ObjectPatch[], refused: RefusedPatch[]): string => {
  const together = write(text, group);
  if (together !== null && group.every((one) => says(together, one))) return together;
  // One of them does not work out: take them one at a time and leave out the ones that fail.
  return group.reduce((current, one) => patchObject(current, one, refused), text);
};

const patchObject = (text: string, { object, patches }: ObjectPatch, refused: RefusedPatch[]): string => {
  const taken: (readonly PatchOperation[])[] = [];
  let result = text;
  for (const operations of patches) {
    const attempt = { object, patches: [...taken, operations] };
    const next = write(text, [attempt]);
    if (next !== null && says(next, attempt)) {
      taken.push(operations);
      result = next;
    } else refused.push({ object, operations });
  }
  return result;
};

const says = (text: string, { object, patches }: ObjectPatch): boolean => {
  const expected = applyOperations(object.value, joinOperations(patches));
  const events = eventsOf(text);
  if (expected === undefined || !Array.isArray(events) || !object.origin) return false;
  const document = constructDocuments(events, text).documents[object.origin.document];
  const found = valueAt(document?.value, object.origin.prefix);
  return found !== undefined && canonicalJson(found) === canonicalJson(expected);
};

type Step = { readonly document: number; readonly tokens: readonly string[]; readonly operation: PatchOperation };

/** Rounds over the text: edits that touch wait for the next one, when the text is read anew. */
const write = (text: string, group: readonly ObjectPatch[]): string | null => {
  let left = group.flatMap(({ object, patches }) =>
    joinOperations(patches).map(
      (operation): Step => ({
        document: object.origin?.document ?? 0,
        tokens: pointerTokens((object.origin?.prefix ?? '') + operation.path),
        operation,
      }),
    ),
  );
  let result = text;
  while (left.length > 0) {
    const round = oneRound(result, left);
    if (round === null || round.left.length === left.length) return null;
    result = withEdits(result, round.edits);
    left = round.left;
  }
  return result;
};

const oneRound = (text: string, steps: readonly Step[]): { readonly edits: readonly TextEdit[]; readonly left: Step[] } | null => {
  const events = eventsOf(text);
  if (!Array.isArray(events)) return null;
  const trees = treesOf(events, text);
  const page = { text, eol: text.includes('\r\n') ? '\r\n' : '\n' };
  const edits: TextEdit[] = [];
  const left: Step[] = [];
  for (const step of steps) {
    const root = trees[step.document];
    const edit = root && !waitsFor(step, left) ? editFor(root, step.tokens, step.operation, page) : null;
    if (edit === null || edits.some((other) => edit.start <= other.end && other.start <= edit.end)) left.push(step);
    else edits.push(edit);
  }
  return { edits, left };
};

/** A step on the way to one that waits, or below it, waits as well, so that their order holds. */
const waitsFor = ({ document, tokens }: Step, waiting: readonly Step[]): boolean =>
  waiting.some((other) => {
    const [short, long] = tokens.length < other.tokens.length ? [tokens, other.tokens] : [other.tokens, tokens];
    return other.document === document && short.every((token, at) => token === long[at]);
  });

const withEdits = (text: string, edits: readonly TextEdit[]): string => {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, text: replacement } of [...edits].sort((a, b) => a.start - b.start)) {
    parts.push(text.slice(at, start), replacement);
    at = end;
  }
  return parts.join('') + text.slice(at);
};
