import type { PatchOperation } from '../../model/patch.ts';
import { splitDocuments } from '../yaml/split.ts';
import { editOf, type NotEdited } from './operation.ts';
import { type EditNode, editTree } from './tree.ts';

/** Operations on the object whose first character stands at `offset` of the text. They are carried out all, or none of them. */
export type ObjectPatch = { readonly offset: number; readonly operations: readonly PatchOperation[] };

export type Applied = { readonly text: string; readonly outcomes: readonly ({ readonly kind: 'applied' } | NotEdited)[] };

/**
 * Carries patches out in their order, changing only the bytes that must change: comments, order, quoting and line ends stay. Pure. A patch that cannot be carried out
 * leaves the text as it was and says why. Offsets are those of the text as given.
 */
export const applyPatches = (text: string, patches: readonly ObjectPatch[]): Applied => {
  const outcomes: Applied['outcomes'][number][] = [];
  // Edits shift what lies behind them: each later offset is moved along.
  const shifts: { readonly at: number; readonly by: number }[] = [];
  let current = text;
  for (const { offset, operations } of patches) {
    const result = applyOne(current, moved(offset, shifts), operations);
    outcomes.push(result.outcome);
    if (result.outcome.kind !== 'applied') continue;
    current = result.text;
    shifts.push(...result.shifts);
  }
  return { text: current, outcomes };
};

const moved = (offset: number, shifts: readonly { readonly at: number; readonly by: number }[]): number =>
  shifts.reduce((at, shift) => (shift.at < at ? at + shift.by : at), offset);

type One = { readonly text: string; readonly outcome: Applied['outcomes'][number]; readonly shifts: { at: number; by: number }[] };

const applyOne = (text: string, offset: number, operations: readonly PatchOperation[]): One => {
  let current = text;
  const shifts: One['shifts'] = [];
  for (const operation of operations) {
    const place = objectAt(current, offset);
    if (place === null) return { text, outcome: { kind: 'not-edited', reason: 'no-such-place' }, shifts: [] };
    const result = editOf(place.document, place.root, operation);
    if (result.kind === 'not-edited') return { text, outcome: result, shifts: [] };
    const { start, end, text: inserted } = result.edit;
    const at = place.offset + start;
    current = current.slice(0, at) + inserted + current.slice(place.offset + end);
    shifts.push({ at, by: inserted.length - (end - start) });
  }
  return { text: current, outcome: { kind: 'applied' }, shifts };
};

/** The document that holds the offset, and in it the map that begins there; an item of a List is such a map too. */
const objectAt = (text: string, offset: number): { readonly document: string; readonly offset: number; readonly root: EditNode } | null => {
  const chunk = splitDocuments(text).find((each) => offset >= each.offset && offset < each.offset + each.text.length);
  if (chunk === undefined) return null;
  for (const tree of editTree(chunk.text)) {
    const root = mapAt(tree, offset - chunk.offset);
    if (root !== null) return { document: chunk.text, offset: chunk.offset, root };
  }
  return null;
};

const mapAt = (node: EditNode, offset: number): EditNode | null => {
  if (node.kind === 'map' && node.start === offset) return node;
  for (const member of node.members) {
    const found = member.node.start <= offset && offset <= member.node.end ? mapAt(member.node, offset) : null;
    if (found !== null) return found;
  }
  return null;
};
