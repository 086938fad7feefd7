import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import type { Json } from '../../model/json.ts';
import { limits } from '../limits.ts';
import { type Frame, frameOf, type Made, mergeInto, setMember } from './frame.ts';
import { isCollectionTag, plainScalar, taggedScalar } from './scalar.ts';

/** Something at `offset` of the text. */
export type Note = { readonly code: string; readonly message: string; readonly offset: number };
export type AmbiguousScalar = { readonly path: readonly string[]; readonly text: string; readonly value: Json };
export type YamlDocument = { readonly value: Json; readonly offset: number; readonly ambiguous: readonly AmbiguousScalar[] };
/** `refused`: why reading stopped; what was read before stands. */
export type Construction = { readonly documents: readonly YamlDocument[]; readonly notes: readonly Note[]; readonly refused: Note | null };

type State = {
  readonly text: string;
  readonly documents: YamlDocument[];
  readonly notes: Note[];
  readonly frames: Frame[];
  readonly anchors: Map<string, Made | null>;
  ambiguous: AmbiguousScalar[];
  aliases: number;
  aliasedNodes: number;
  nodes: number;
};

/**
 * Values from events as the API server's reader makes them: the last of two equal keys wins and unknown tags are dropped (both noted), aliases share
 * what they name. The bounds count what aliases expand to, since whoever walks the value walks that.
 */
export const constructDocuments = (events: readonly Event[], text: string): Construction => {
  const state: State = {
    text,
    documents: [],
    notes: [],
    frames: [],
    anchors: new Map(),
    ambiguous: [],
    aliases: 0,
    aliasedNodes: 0,
    nodes: 0,
  };
  let refused: Note | null = null;
  for (const event of events) {
    refused = take(state, event);
    if (refused) break;
  }
  return { documents: state.documents, notes: state.notes, refused };
};

const take = (state: State, event: Event): Note | null => {
  switch (event.type) {
    case EVENT_ID.DOCUMENT:
      state.anchors.clear();
      state.aliases = 0;
      state.aliasedNodes = 0;
      state.nodes = 0;
      state.ambiguous = [];
      state.frames.push(frameOf('document', 0, ''));
      return null;
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      return open(state, event);
    case EVENT_ID.SCALAR:
      return takeScalar(state, event);
    case EVENT_ID.ALIAS:
      return takeAlias(state, event);
    case EVENT_ID.POP:
      return close(state);
  }
};

const open = (state: State, event: Extract<Event, { start: number }>): Note | null => {
  const kind = event.type === EVENT_ID.MAPPING ? 'map' : 'seq';
  const tag = tagOf(state, event);
  if (tag !== '' && !isCollectionTag(tag, kind)) state.notes.push(unknownTag(tag, event.tagStart));
  const anchor = anchorOf(state, event);
  // An alias to a collection that is still open would be a cycle.
  if (anchor !== '') state.anchors.set(anchor, null);
  state.frames.push(frameOf(kind, event.start, anchor));
  return null;
};

const takeScalar = (state: State, event: Extract<Event, { valueStart: number }>): Note | null => {
  const text = getScalarValue(state.text, event);
  const offset = Math.max(event.valueStart, 0);
  const tag = tagOf(state, event);
  const isKey = expectsKey(state.frames.at(-1));
  if (isKey && text === '<<' && tag === '' && event.style === SCALAR_STYLE.PLAIN) return takeMergeKey(state, offset);
  let read = tag === '' ? (event.style === SCALAR_STYLE.PLAIN ? plainScalar(text) : { value: text }) : taggedScalar(tag, text);
  if (!read) {
    state.notes.push(unknownTag(tag, event.tagStart));
    read = { value: text };
  }
  if (read.ambiguous) state.ambiguous.push({ path: [...pathOf(state), ...(isKey ? [String(read.value)] : [])], text, value: read.value });
  const made = { value: read.value, nodes: 1, height: 0 };
  const anchor = anchorOf(state, event);
  if (anchor !== '') state.anchors.set(anchor, made);
  return add(state, made, offset);
};

const takeMergeKey = (state: State, offset: number): null => {
  const frame = state.frames.at(-1);
  if (frame) {
    frame.key = '<<';
    frame.keyOffset = offset;
    frame.isMerge = true;
  }
  return null;
};

const takeAlias = (state: State, event: Extract<Event, { type: typeof EVENT_ID.ALIAS }>): Note | null => {
  const offset = event.anchorStart - 1;
  const name = state.text.slice(event.anchorStart, event.anchorEnd);
  const made = state.anchors.get(name);
  state.aliases += 1;
  if (made === undefined) return note('yaml-alias', `the alias *${name} names no anchor before it`, offset);
  if (made === null) return note('yaml-alias-cycle', `the alias *${name} stands inside what it names`, offset);
  if (state.aliases > limits.aliases) return note('yaml-aliases', `more than ${limits.aliases} aliases in one document`, offset);
  state.aliasedNodes += made.nodes;
  if (state.aliasedNodes > limits.aliasedNodes) return note('yaml-aliases', 'aliases repeat too much of the document', offset);
  return add(state, made, offset);
};

const close = (state: State): Note | null => {
  const frame = state.frames.pop();
  if (!frame) return null;
  if (frame.kind === 'document') {
    state.documents.push({ value: frame.seq[0] ?? null, offset: frame.offset, ambiguous: state.ambiguous });
    return null;
  }
  if (frame.kind === 'map') mergeInto(frame);
  const made = { value: frame.kind === 'map' ? frame.map : frame.seq, nodes: frame.nodes + 1, height: frame.height + 1 };
  if (frame.anchor !== '') state.anchors.set(frame.anchor, made);
  return add(state, made, frame.offset);
};

const add = (state: State, made: Made, offset: number): Note | null => {
  const frame = state.frames.at(-1);
  if (!frame) return null;
  if (expectsKey(frame)) {
    if (typeof made.value === 'object' && made.value !== null)
      return note('yaml-key', 'a key must be a plain text, not a list or map', offset);
    frame.key = String(made.value);
    frame.keyOffset = offset;
    return null;
  }
  frame.nodes += made.nodes;
  frame.height = Math.max(frame.height, made.height);
  if (frame.nodes > limits.nodes) return note('yaml-too-large', `more than ${limits.nodes} values in one document`, offset);
  if (state.frames.length + made.height > limits.depth + 1) return note('yaml-depth', `nested deeper than ${limits.depth}`, offset);
  if (frame.kind === 'map') return addMember(state, frame, made.value, offset);
  if (frame.kind === 'document') frame.offset = offset;
  frame.seq.push(made.value);
  return null;
};

const addMember = (state: State, frame: Frame, value: Json, offset: number): Note | null => {
  const key = frame.key ?? '';
  frame.key = null;
  if (frame.isMerge) {
    frame.isMerge = false;
    const parts = Array.isArray(value) ? value : [value];
    if (parts.some((part) => typeof part !== 'object' || part === null || Array.isArray(part))) {
      return note('yaml-merge', 'only maps can be merged with <<', offset);
    }
    frame.merges.push(...parts);
    return null;
  }
  if (Object.hasOwn(frame.map, key))
    state.notes.push(note('yaml-duplicate-key', `the key ${JSON.stringify(key)} is given twice; the last one counts`, frame.keyOffset));
  setMember(frame.map, key, value);
  return null;
};

const expectsKey = (frame: Frame | undefined): boolean => frame?.kind === 'map' && frame.key === null;

const pathOf = ({ frames }: State): string[] =>
  frames.flatMap(({ kind, key, seq }) => (kind === 'seq' ? [String(seq.length)] : kind === 'map' && key !== null ? [key] : []));

const tagOf = ({ text }: State, { tagStart, tagEnd }: { tagStart: number; tagEnd: number }): string =>
  tagStart === -1 ? '' : text.slice(tagStart, tagEnd);

const anchorOf = ({ text }: State, { anchorStart, anchorEnd }: { anchorStart: number; anchorEnd: number }): string =>
  anchorStart === -1 ? '' : text.slice(anchorStart, anchorEnd);

const note = (code: string, message: string, offset: number): Note => ({ code, message, offset: Math.max(offset, 0) });

const unknownTag = (tag: string, offset: number): Note =>
  note('yaml-tag', `the tag ${tag.slice(0, 60)} means nothing to Kubernetes; the value is read without it`, offset);
