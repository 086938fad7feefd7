import type { Lookup } from './expand.ts';
import type { DockerfileFile, Instruction, Stage, Word } from './file.ts';
import { splitWords } from './words.ts';

/** One name that ENV, ARG or LABEL sets. `value` is null for an ARG without default. `legacy`: `ENV name value`. Offsets are of the whole assignment. */
export type Assignment = {
  readonly name: string;
  readonly value: string | null;
  readonly raw: string;
  readonly legacy: boolean;
  readonly start: number;
  readonly end: number;
};

const known = new WeakMap<Instruction, readonly Assignment[]>();

/** What an ENV, ARG or LABEL sets, in order; empty for any other instruction. */
export const assignmentsOf = (file: DockerfileFile, instruction: Instruction): readonly Assignment[] => {
  const found = known.get(instruction) ?? readAssignments(instruction, file.escapeToken);
  known.set(instruction, found);
  return found;
};

const readAssignments = (instruction: Instruction, escapeToken: string): Assignment[] => {
  const { keyword } = instruction;
  if (keyword !== 'ENV' && keyword !== 'ARG' && keyword !== 'LABEL') return [];
  const words = splitWords(instruction.arguments, instruction.map, escapeToken);
  const [first] = words;
  if (!first) return [];
  // Source: BuildKit, parseNameVal: the first word without `=` makes the whole rest one value.
  if (keyword !== 'ARG' && !first.text.includes('=')) return [legacyAssignment(first, words, instruction)];
  return words.map(assignment);
};

const legacyAssignment = (first: Word, words: readonly Word[], { arguments: text }: Instruction): Assignment => {
  const last = words.at(-1) ?? first;
  const raw = text.slice(first.text.length).trim();
  return {
    name: first.value,
    value: words
      .slice(1)
      .map(({ value }) => value)
      .join(' '),
    raw,
    legacy: true,
    start: first.start,
    end: last.end,
  };
};

const assignment = (word: Word): Assignment => {
  const written = word.text.indexOf('=');
  const equals = word.value.indexOf('=');
  return {
    name: equals === -1 ? word.value : word.value.slice(0, equals),
    value: equals === -1 ? null : word.value.slice(equals + 1),
    raw: written === -1 ? '' : word.text.slice(written + 1),
    legacy: false,
    start: word.start,
    end: word.end,
  };
};

/** How a name came to be known at a place of a stage. */
export type Declaration = { readonly kind: 'ENV' | 'ARG'; readonly index: number; readonly assignment: Assignment };

/** Declarations of one stage by name, in order. */
export type Scope = ReadonlyMap<string, readonly Declaration[]>;

const scopes = new WeakMap<Stage, Scope>();

export const scopeOf = (file: DockerfileFile, stage: Stage): Scope => {
  const seen = scopes.get(stage);
  if (seen) return seen;
  const scope = new Map<string, Declaration[]>();
  for (const instruction of stage.instructions) {
    if (instruction.onBuild || (instruction.keyword !== 'ENV' && instruction.keyword !== 'ARG')) continue;
    for (const item of assignmentsOf(file, instruction)) {
      const declaration: Declaration = { kind: instruction.keyword, index: instruction.index, assignment: item };
      const list = scope.get(item.name);
      if (list) list.push(declaration);
      else scope.set(item.name, [declaration]);
    }
  }
  scopes.set(stage, scope);
  return scope;
};

// Longer chains of stages are nobody's work; past them a name counts as unknown.
const maxChain = 64;

const maxRepeats = 100;

/** ENV wins over ARG, whichever comes last; an ARG holds in its own stage only. Looks back over a bounded number of repeats. */
const lastBefore = (list: readonly Declaration[], before: number, withArguments: boolean): Declaration | undefined => {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle]?.index ?? 0) < before) low = middle + 1;
    else high = middle;
  }
  const recent = list.slice(Math.max(low - maxRepeats, 0), low);
  return recent.findLast(({ kind }) => kind === 'ENV') ?? (withArguments ? recent.at(-1) : undefined);
};

/** The declaration that holds before an instruction: this stage's, else ENV of the stages below. ENV wins over ARG. */
export const declarationAt = (file: DockerfileFile, instruction: Instruction, name: string): Declaration | 'base' | undefined => {
  let stage = file.stages[instruction.stage];
  let before = instruction.index;
  let own = true;
  for (let depth = 0; stage && depth < maxChain; depth++) {
    const found = lastBefore(scopeOf(file, stage).get(name) ?? [], before, own);
    if (found) return found;
    if (stage.baseStage === null) return stage.base?.toLowerCase() === 'scratch' ? undefined : 'base';
    stage = file.stages[stage.baseStage];
    before = Number.POSITIVE_INFINITY;
    own = false;
  }
  return 'base';
};

/** Variables as an instruction sees them; null for what the base image or the caller decides. Values are not expanded twice: a value that holds `$` is unknown. */
export const lookupAt =
  (file: DockerfileFile, instruction: Instruction): Lookup =>
  (name) => {
    const declared = declarationAt(file, instruction, name);
    if (declared === undefined) return undefined;
    if (declared === 'base') return null;
    const { value } = declared.assignment;
    return value === null || value.includes('$') ? null : value;
  };
