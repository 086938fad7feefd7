import { sha256 } from '../../model/digest.ts';
import { release } from '../decompress/release.ts';
import type { FindDetail } from '../layer/find.ts';
import type { TarBody } from '../tar/entry.ts';
import { type AssignmentKind, assignmentKind, readAssignment } from './assignment.ts';
import { isShownOnly, type SecretRule } from './rule.ts';
import { secretRules } from './rules.table.ts';
import { type Search, type SecretRules, searchFor } from './search.ts';
import { isPlaceholder } from './value.ts';

export type FoundSecret = FindDetail & { readonly kind: 'secret' };

/** A bound that the search of one text met: what lies behind it was not looked at. */
export type SecretBound = FindDetail & { readonly kind: 'problem' };

/** `values` are the secrets themselves, to mask them with; they go no further. */
export type SecretScan = {
  readonly found: Iterable<FoundSecret>;
  readonly bounds: Iterable<SecretBound>;
  readonly values: Iterable<string>;
};

const lookBehind = Math.max(...secretRules.map(({ before }) => before));
const lookAhead = Math.max(...secretRules.map(({ after }) => after));
const maxPerFile = 50;
/** Windows looked at in one file for one rule: content made of nothing but prefixes ends here. */
const maxWindows = 4_000;
/** Words such as "token" are common in large programs, and what is looked at around them is short. */
const maxAssignments = 50_000;
const headLength = 4096;

// One list for all: a scan is over before the next begins.
const hits: number[] = [];

type State = {
  /** Looked at so far, by rule. */
  readonly windows: Map<string, number>;
  readonly found: Map<string, FoundSecret>;
  readonly values: Map<string, string>;
  readonly skipTo: Map<string, number>;
  /** Rules that met `maxWindows`. */
  readonly stopped: Set<string>;
  isFull: boolean;
  readonly budget: PlaceBudget;
};

/** Places that rules of a team may still look at in a layer: the layer's author may know what they look for. */
export type PlaceBudget = { left: number };

const costlyPlaces = 20_000;
export const placeBudget = (): PlaceBudget => ({ left: costlyPlaces });

/** A taker of a file's content that looks for secrets as it comes, or null for a file that holds none of this image's own. */
export const createSecretScan = (
  path: string,
  done: (scan: SecretScan) => void,
  rules?: SecretRules,
  budget: PlaceBudget = placeBudget(),
): TarBody | null => {
  if (isShownOnly(path)) return null;
  const kind = assignmentKind(path);
  const search = searchFor(path, kind, rules);
  const state: State = {
    windows: new Map(),
    found: new Map(),
    values: new Map(),
    skipTo: new Map(),
    stopped: new Set(),
    isFull: false,
    budget,
  };
  let carry: Buffer = Buffer.alloc(0);
  let carryStart = 0;
  let lines = 0;
  let judgedTo = 0;
  let isText = true;
  return (piece, last) => {
    if (!isText) return;
    const fresh = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    if (carryStart === 0 && carry.length === 0) isText = isTextual(fresh);
    if (!isText) return;
    const bytes = carry.length === 0 ? fresh : Buffer.concat([carry, fresh]);
    // A hit near the end waits until all that its window may take has come.
    const judgeTo = last ? carryStart + bytes.length : carryStart + bytes.length - lookAhead;
    hits.length = 0;
    search.automaton.scan(bytes, hits);
    for (let index = 0; index < hits.length; index += 2) {
      const end = hits[index + 1] ?? 0;
      const place = carryStart + end;
      if (place > judgedTo && place <= judgeTo) judge({ search, kind, bytes, end, start: carryStart, lines }, hits[index] ?? 0, state);
    }
    judgedTo = Math.max(judgedTo, judgeTo);
    if (last) {
      const bounds = boundsOf(path, state);
      if (state.found.size > 0 || bounds.length > 0) done({ found: state.found.values(), bounds, values: state.values.values() });
    } else {
      const keep = Math.max(0, bytes.length - lookAhead - lookBehind);
      lines += countLines(bytes, keep);
      carry = Buffer.from(bytes.subarray(keep));
      carryStart += keep;
    }
    // A copy a piece: a thread's collector would let 64 MB of them gather.
    if (bytes !== fresh) release(bytes);
  };
};

const boundsOf = (path: string, { stopped, isFull }: State): readonly SecretBound[] => {
  const bound = (code: string, message: string): SecretBound => ({ kind: 'problem', code, message, place: path });
  const rules = [...stopped].sort().join(', ');
  return [
    ...(stopped.size > 0
      ? [bound('secret-windows', `more places of this file have to be looked at than the bound of a rule allows: ${rules}`)]
      : []),
    ...(isFull ? [bound('too-many-secrets', `${maxPerFile} secrets of a file are told; what follows was not searched`)] : []),
  ];
};

export type TextSecrets = { readonly found: readonly FoundSecret[]; readonly bounds: readonly SecretBound[]; readonly masked: string };

/** The secrets in a text that is not a file (a variable, a label, a command), and the text without them. */
export const secretsInText = (text: string, path: string, rules?: SecretRules): TextSecrets => {
  let result: TextSecrets = { found: [], bounds: [], masked: text };
  const scanned = createSecretScan(
    path,
    (scan) => {
      const bounds = [...scan.bounds];
      // What was not searched may hold a secret that nothing would mask.
      const masked = bounds.length > 0 ? '***' : maskAll(text, scan.values);
      result = { found: [...scan.found], bounds, masked };
    },
    rules,
  );
  scanned?.(Buffer.from(text), true);
  return result;
};

const maskAll = (text: string, values: Iterable<string>): string => {
  let masked = text;
  for (const value of values) masked = masked.replaceAll(Buffer.from(value, 'latin1').toString('utf8'), maskOf(value));
  return masked;
};

/** What may be shown of a secret. */
export const maskOf = (value: string): string => `${value.slice(0, 4)}***`;

type View = {
  readonly search: Search;
  readonly kind: AssignmentKind;
  readonly bytes: Buffer;
  readonly end: number;
  readonly start: number;
  readonly lines: number;
};

const judge = (view: View, literal: number, state: State): void => {
  const wanted = view.search.wanted[literal];
  if (wanted === undefined) return;
  if (state.found.size >= maxPerFile) {
    state.isFull = true;
    return;
  }
  const { rule, length } = wanted;
  if (rule === null) judgeAssignment(view, state);
  else if (!rule.standsAlone || !isAlnum(view.bytes[view.end - length - 1])) judgeRule(view, rule, state);
};

const judgeRule = ({ bytes, end, start, lines }: View, rule: SecretRule, state: State): void => {
  if (start + end <= (state.skipTo.get(rule.id) ?? 0)) return;
  if (!takeWindow(state, rule.id, rule.mostPlaces)) return;
  if (rule.isCostly) {
    if (state.budget.left <= 0) return void state.stopped.add(rule.id);
    state.budget.left -= 1;
  }
  const from = Math.max(0, end - rule.before);
  const window = bytes.toString('latin1', from, Math.min(bytes.length, end + rule.after));
  const match = matchOf(rule, window, end - from);
  if (!match) return;
  // The same text would match again from its next literal.
  state.skipTo.set(rule.id, start + from + match.end);
  if (isPlaceholder(match.value) || (rule.isReal && !rule.isReal(match.value, match.groups))) return;
  dropAssignmentsOf(match.value, state);
  keep(state, rule, match.value, lines + countLines(bytes, from + match.start));
};

const takeWindow = (state: State, rule: string, most = maxWindows): boolean => {
  const taken = state.windows.get(rule) ?? 0;
  if (taken >= most) state.stopped.add(rule);
  else state.windows.set(rule, taken + 1);
  return taken < most;
};

const isAlnum = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122));

type Match = { readonly value: string; readonly start: number; readonly end: number; readonly groups: { readonly [name: string]: string } };

const matchOf = (rule: SecretRule, window: string, literalEnd: number): Match | undefined => {
  const taken = rule.extract?.(window, literalEnd);
  if (taken) return { ...taken, end: taken.start + taken.value.length, groups: {} };
  const match = rule.pattern?.exec(window);
  if (!match) return undefined;
  const groups = match.groups ?? {};
  return { value: groups['value'] ?? match[0], start: match.index, end: match.index + match[0].length, groups };
};

/** A setting's value that turns out to be a token of a known kind is one secret, not two. */
const dropAssignmentsOf = (value: string, state: State): void => {
  for (const [fingerprint, secret] of state.found)
    if (secret.rule === assignment.id && state.values.get(fingerprint)?.includes(value)) state.found.delete(fingerprint);
};

const assignment = { id: 'secret-assignment', title: 'Value of a setting that is named as a secret' };

const judgeAssignment = ({ bytes, end, start, lines, kind }: View, state: State): void => {
  if (start + end <= (state.skipTo.get(assignment.id) ?? 0)) return;
  if (!takeWindow(state, assignment.id, maxAssignments)) return;
  const from = Math.max(0, end - 80);
  const text = bytes.toString('latin1', from, Math.min(bytes.length, end + 460));
  const found = readAssignment(text, end - from, kind);
  if (!found) return;
  state.skipTo.set(assignment.id, start + from + found.start + found.value.length);
  const isKnown = [...state.values.values()].some((value) => found.value.includes(value));
  if (found.isSecret && !isKnown) keep(state, assignment, found.value, lines + countLines(bytes, from + found.start));
};

const keep = (state: State, rule: { readonly id: string; readonly title: string }, value: string, line: number): void => {
  // Keyed by rule, so that equal values of two kinds stay two facts; the value itself goes no further.
  const fingerprint = sha256(`plimsoll secret\0${rule.id}\0${value}`);
  state.values.set(fingerprint, value);
  if (!state.found.has(fingerprint))
    state.found.set(fingerprint, {
      kind: 'secret',
      rule: rule.id,
      title: rule.title,
      start: value.trimStart().slice(0, 4),
      fingerprint,
      line: line + 1,
    });
};

const countLines = (bytes: Buffer, end: number): number => {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0 && at < end; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
};

/** Text has no NUL near its start; so does git tell. */
const isTextual = (bytes: Buffer): boolean => {
  const zero = bytes.indexOf(0);
  return zero < 0 || zero >= headLength;
};
