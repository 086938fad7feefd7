import type { Json } from '../../model/json.ts';
import type { PatchOperation, TextEdit } from '../../model/patch.ts';
import { blockText, flowText, itemText, scalarText } from './render.ts';
import type { Member, Node } from './tree.ts';

type MapNode = Extract<Node, { kind: 'map' }>;
type ListNode = Extract<Node, { kind: 'list' }>;
type Page = { readonly text: string; readonly eol: string };

/** The change of the text that an operation asks for; null where the text cannot be changed in one place, as behind an alias. */
export const editFor = (root: Node, tokens: readonly string[], operation: PatchOperation, page: Page): TextEdit | null => {
  const parents = pathTo(root, tokens.slice(0, -1));
  const last = tokens.at(-1);
  const parent = parents?.at(-1);
  if (!parents || !parent || last === undefined) return null;
  if (parent.kind === 'map') return editMap(parent, last, operation, { page, holder: holderOf(parents, tokens.slice(0, -1)) });
  if (parent.kind === 'list') return editList(parent, last, operation, { page, holder: holderOf(parents, tokens.slice(0, -1)) });
  return null;
};

/** The values from the root to the end of a path; undefined when a step is missing, merged in or behind an alias. */
const pathTo = (root: Node, tokens: readonly string[]): readonly Node[] | undefined => {
  const path = [root];
  for (const token of tokens) {
    const here = path.at(-1);
    const next =
      here?.kind === 'map'
        ? here.members.findLast(({ key }) => key === token)?.value
        : here?.kind === 'list'
          ? here.items[Number(token)]
          : undefined;
    if (!next) return undefined;
    path.push(next);
  }
  return path;
};

/** The member that holds a collection, when it is a map's. */
const holderOf = (parents: readonly Node[], tokens: readonly string[]): Member | undefined => {
  const above = parents.at(-2);
  return above?.kind === 'map' ? above.members.findLast(({ key }) => key === tokens.at(-1)) : undefined;
};

type Context = { readonly page: Page; readonly holder: Member | undefined };

const editMap = (map: MapNode, key: string, operation: PatchOperation, context: Context): TextEdit | null => {
  const at = map.members.findLastIndex((member) => member.key === key);
  const member = map.members[at];
  if (operation.op === 'remove') return member ? removeMember(map, at, context) : null;
  if (member) return replaceValue(member, operation.value, map.isFlow, context.page);
  // A member may be merged in under this name, or the key may be written in another way.
  if (map.members.some((other) => other.key === '<<')) return null;
  return insertMember(map, key, operation.value, context.page);
};

const insertMember = (map: MapNode, key: string, value: Json, { text, eol }: Page): TextEdit | null => {
  const [first] = map.members;
  const last = map.members.at(-1);
  if (!map.isFlow) {
    if (!first) return null;
    const indent = first.keyStart - lineStart(text, first.keyStart);
    return insertion(lineEnd(text, map.end), `${eol}${' '.repeat(indent)}${scalarText(key)}:${blockText(value, indent + 2, eol)}`);
  }
  const isJson = first ? text[first.keyStart] === '"' : text.trimStart().startsWith('{');
  const body = `${isJson ? JSON.stringify(key) : scalarText(key)}: ${flowText(value, isJson)}`;
  if (!first || !last) return { start: map.start + 1, end: map.end - 1, text: body };
  const isOnLines = text.slice(map.start, first.keyStart).includes('\n');
  const gap = isOnLines ? `${eol}${' '.repeat(first.keyStart - lineStart(text, first.keyStart))}` : ' ';
  return insertion(last.value.end, `,${gap}${body}`);
};

const replaceValue = ({ colon, keyStart, value: old }: Member, value: Json, isFlow: boolean, { text, eol }: Page): TextEdit | null => {
  if (old.kind === 'alias') return null;
  const isScalar = typeof value !== 'object' || value === null;
  const isEmpty = old.start === old.end;
  const isJson = text[keyStart] === '"' && isFlow;
  const isInline = isFlow || (old.kind !== 'scalar' && old.isFlow && !isScalar);
  if (isInline) return { start: old.start, end: old.end, text: (isEmpty ? ' ' : '') + flowText(value, isJson) };
  if (isScalar && old.kind === 'scalar' && !isEmpty) return { start: old.start, end: old.end, text: scalarText(value, old.quote) };
  const indent = keyStart - lineStart(text, keyStart);
  return { start: colon, end: isEmpty ? colon : old.end, text: blockText(value, indent + 2, eol) };
};

const removeMember = (map: MapNode, at: number, { page: { text }, holder }: Context): TextEdit | null => {
  const [before, member, after] = [map.members[at - 1], map.members[at], map.members[at + 1]];
  if (!member) return null;
  const end = Math.max(member.value.end, member.colon);
  if (map.isFlow) {
    if (after) return { start: member.keyStart, end: after.keyStart, text: '' };
    return { start: before ? before.value.end : member.keyStart, end, text: '' };
  }
  if (!before && !after)
    return holder ? { start: holder.colon, end: map.end, text: ' {}' } : { start: map.start, end: map.end, text: '{}' };
  const isAfterDash = text.slice(lineStart(text, member.keyStart), member.keyStart).trim() !== '';
  if (isAfterDash) return after ? { start: member.keyStart, end: after.keyStart, text: '' } : null;
  return wholeLines(text, member.keyStart, end);
};

const editList = (list: ListNode, step: string, operation: PatchOperation, context: Context): TextEdit | null => {
  const item = list.items[Number(step)];
  if (operation.op === 'remove') return item ? removeItem(list, Number(step), context) : null;
  if (operation.op === 'replace' && item)
    return item.kind === 'scalar' && item.start !== item.end
      ? { start: item.start, end: item.end, text: flowText(operation.value, false) }
      : null;
  return step === '-' || Number(step) === list.items.length ? appendItem(list, operation.value, context.page) : null;
};

const appendItem = (list: ListNode, value: Json, { text, eol }: Page): TextEdit | null => {
  const last = list.items.at(-1);
  if (list.isFlow) {
    const isJson = text.trimStart().startsWith('{');
    return last
      ? insertion(last.end, `, ${flowText(value, isJson)}`)
      : { start: list.start + 1, end: list.end - 1, text: flowText(value, isJson) };
  }
  const indent = list.start - lineStart(text, list.start);
  return insertion(lineEnd(text, list.end), `${eol}${' '.repeat(indent)}- ${itemText(value, indent + 2, eol)}`);
};

const removeItem = (list: ListNode, at: number, { page: { text }, holder }: Context): TextEdit | null => {
  const [before, item, after] = [list.items[at - 1], list.items[at], list.items[at + 1]];
  if (!item) return null;
  if (list.isFlow)
    return after ? { start: item.start, end: after.start, text: '' } : { start: before ? before.end : item.start, end: item.end, text: '' };
  if (!before && !after) return holder ? { start: holder.colon, end: list.end, text: ' []' } : null;
  const dash = text.lastIndexOf('-', item.start - 1);
  return text.slice(lineStart(text, dash), dash).trim() === '' ? wholeLines(text, dash, item.end) : null;
};

const insertion = (at: number, text: string): TextEdit => ({ start: at, end: at, text });

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  if (end === -1) return text.length;
  return text[end - 1] === '\r' && end > at ? end - 1 : end;
};

/** From the start of one line to the end of another with its line break; the one before it when the text ends there. */
const wholeLines = (text: string, from: number, to: number): TextEdit => {
  const [start, end] = [lineStart(text, from), text.indexOf('\n', to)];
  return end === -1 ? { start: Math.max(start - 1, 0), end: text.length, text: '' } : { start, end: end + 1, text: '' };
};
