import { isObject, type Json, pointerTokens } from '../../model/json.ts';
import type { PatchOperation, TextEdit } from '../../model/patch.ts';
import { blockMember, flowText, type Style, scalarText } from './render.ts';
import type { EditMember, EditNode } from './tree.ts';

/** Why an operation was not turned into an edit; the text stays as it is. */
export type NotEdited = { readonly kind: 'not-edited'; readonly reason: 'no-such-place' | 'shared-by-anchor' | 'unsupported' };
export type Edited = { readonly kind: 'edit'; readonly edit: TextEdit };

const notEdited = (reason: NotEdited['reason']): NotEdited => ({ kind: 'not-edited', reason });
const edited = (start: number, end: number, text: string): Edited => ({ kind: 'edit', edit: { start, end, text } });

/** The one replacement in the text that carries an operation out below `root`; all bytes around it stay. */
export const editOf = (text: string, root: EditNode, operation: PatchOperation): Edited | NotEdited => {
  const tokens = pointerTokens(operation.path);
  const last = tokens.pop();
  if (last === undefined) return notEdited('unsupported');
  let parent = root;
  let holder: EditMember | null = null;
  for (const token of tokens) {
    if (parent.isShared) return notEdited('shared-by-anchor');
    holder = memberAt(parent, token) ?? null;
    if (holder === null) return notEdited('no-such-place');
    parent = holder.node;
  }
  if (parent.isShared) return notEdited('shared-by-anchor');
  const style: Style = { eol: text.includes('\r\n') ? '\r\n' : '\n', isJson: isJsonPlace(text, parent) };
  const member = memberAt(parent, last);
  switch (operation.op) {
    case 'remove':
      return member ? remove(text, parent, member) : notEdited('no-such-place');
    case 'replace':
      return member ? replace(text, member, operation.value, style) : notEdited('no-such-place');
    case 'add':
      return member && parent.kind === 'map'
        ? replace(text, member, operation.value, style)
        : add({ text, parent, holder, style }, last, operation.value);
  }
};

const memberAt = (node: EditNode, key: string): EditMember | undefined => node.members.find((member) => member.key === key);

/** A flow map whose keys are quoted is JSON, or written as if it were. */
const isJsonPlace = (text: string, node: EditNode): boolean => {
  const [first] = node.members;
  return node.isFlow && (first ? text.charAt(first.keyStart) === '"' : /^\s*[[{]/.test(text));
};

const replace = (text: string, { keyStart, keyEnd, node }: EditMember, value: Json, style: Style): Edited | NotEdited => {
  if (node.isShared) return notEdited('shared-by-anchor');
  const isBlock = node.kind !== 'scalar' && !node.isFlow;
  if (isObject(value) && Object.keys(value).length > 0 && !style.isJson && (isBlock || node.start === node.end) && keyStart !== keyEnd) {
    const indent = indentOf(text, keyStart);
    const lines = Object.entries(value).map(([key, member]) => blockMember(key, member, `${indent}  `, style));
    return edited(keyEnd, isBlock ? node.end : colonAfter(text, keyEnd), `:${style.eol}${lines.join(style.eol)}`);
  }
  const shown = typeof value === 'object' && value !== null ? flowText(value, style.isJson) : scalarText(value, style.isJson);
  if (isBlock) return edited(keyEnd, node.end, `: ${shown}`);
  if (node.start === node.end) return edited(keyEnd, colonAfter(text, keyEnd), `: ${shown}`);
  const quote = text.charAt(node.start);
  const keepsQuotes = typeof value === 'string' && (quote === '"' || quote === "'") && !/["'\\\n]/.test(value);
  return edited(node.start, node.end, keepsQuotes ? `${quote}${value}${quote}` : shown);
};

/** Behind the colon of a key whose value is empty. */
const colonAfter = (text: string, from: number): number => text.indexOf(':', from) + 1;

const remove = (text: string, parent: EditNode, member: EditMember): Edited | NotEdited => {
  const at = parent.members.indexOf(member);
  const next = parent.members[at + 1];
  if (parent.isFlow) {
    const before = parent.members[at - 1];
    if (next) return edited(member.keyStart, next.keyStart, '');
    return edited(before ? before.node.end : member.keyStart, Math.max(member.node.end, member.keyEnd), '');
  }
  // Nothing at all would read null: the map or list stays, empty.
  if (parent.members.length === 1) return edited(parent.start, parent.end, parent.kind === 'map' ? '{}' : '[]');
  const start = lineStart(text, member.keyStart);
  const isOnOwnLine =
    parent.kind === 'list' ? /^\s*-\s*$/.test(text.slice(start, member.keyStart)) : /^\s*$/.test(text.slice(start, member.keyStart));
  if (isOnOwnLine) return edited(start, lineEnd(text, Math.max(member.node.end, member.keyEnd)), '');
  return next ? edited(member.keyStart, next.keyStart, '') : notEdited('unsupported');
};

type Place = { readonly text: string; readonly parent: EditNode; readonly holder: EditMember | null; readonly style: Style };

const add = ({ text, parent, holder, style }: Place, key: string, value: Json): Edited | NotEdited => {
  // `securityContext:` with nothing behind it, or `{}`: what is added becomes its value.
  if (parent.kind === 'scalar')
    return parent.start === parent.end && holder ? replace(text, holder, { [key]: value }, style) : notEdited('no-such-place');
  if (parent.isFlow) return addToFlow(text, parent, key, value, style);
  const last = parent.members.at(-1);
  if (last === undefined) return notEdited('unsupported');
  const end = Math.max(last.node.end, last.keyEnd);
  const at = lineEnd(text, end);
  const indent = ' '.repeat(columnOf(text, parent.start));
  const line = parent.kind === 'map' ? blockMember(key, value, indent, style) : listItem(text, last, value);
  if (line === null) return notEdited('unsupported');
  return at === text.length && !text.endsWith('\n') ? edited(at, at, `${style.eol}${line}`) : edited(at, at, `${line}${style.eol}`);
};

const addToFlow = (text: string, parent: EditNode, key: string, value: Json, style: Style): Edited => {
  const name = style.isJson ? JSON.stringify(key) : scalarText(key, false);
  const shown = parent.kind === 'map' ? `${name}: ${flowText(value, style.isJson)}` : flowText(value, style.isJson);
  const last = parent.members.at(-1);
  if (last === undefined) return edited(parent.start + 1, parent.end - 1, parent.kind === 'map' ? ` ${shown} ` : shown);
  const end = Math.max(last.node.end, last.keyEnd);
  // A collection over several lines gets another line, indented as its last member is.
  const isSpread = text.slice(end, parent.end).includes('\n');
  return edited(end, end, isSpread ? `,${style.eol}${indentOf(text, last.keyStart)}${shown}` : `, ${shown}`);
};

/** Only scalars and short collections: an item with lines of its own would need the list's inner indentation. */
const listItem = (text: string, last: EditMember, value: Json): string | null => {
  const start = lineStart(text, last.keyStart);
  const [lead] = /^\s*-\s+/.exec(text.slice(start, last.keyStart)) ?? [];
  if (lead === undefined) return null;
  return `${lead}${typeof value === 'object' && value !== null ? flowText(value, false) : scalarText(value, false)}`;
};

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
};

const columnOf = (text: string, at: number): number => at - lineStart(text, at);

/** The indentation of a member: behind `- ` the dash counts as blank. */
const indentOf = (text: string, at: number): string => text.slice(lineStart(text, at), at).replace(/[^\s]/g, ' ');
