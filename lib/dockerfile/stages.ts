import { type Expansion, expand, type Lookup } from './expand.ts';
import type { Instruction, Stage, Word } from './file.ts';
import { splitWords } from './words.ts';

/** ARGs that BuildKit sets for FROM. Source: Dockerfile reference, automatic platform ARGs in the global scope. */
const platformArguments = new Set(
  ['BUILD', 'TARGET'].flatMap((side) => ['PLATFORM', 'OS', 'ARCH', 'VARIANT', 'OSVERSION', 'STAGE'].map((part) => side + part)),
);

const isPlatform = (name: string): boolean => platformArguments.has(name);

/** Declared before the first FROM: a default, or null when there is none. */
export type GlobalArguments = ReadonlyMap<string, string | null>;

export const globalArguments = (instructions: readonly Instruction[], escapeToken: string): GlobalArguments => {
  const globals = new Map<string, string | null>();
  for (const instruction of instructions) {
    if (instruction.stage !== -1 || instruction.keyword !== 'ARG') continue;
    for (const word of splitWords(instruction.arguments, instruction.map, escapeToken)) {
      const equals = word.text.indexOf('=');
      const name = equals === -1 ? word.value : word.text.slice(0, equals);
      globals.set(name, equals === -1 ? null : expand(word.text.slice(equals + 1), globalLookup(globals), escapeToken).value);
    }
  }
  return globals;
};

export const globalLookup =
  (globals: GlobalArguments): Lookup =>
  (name) =>
    globals.has(name) ? globals.get(name) : platformArguments.has(name) ? null : undefined;

/** Groups instructions by their stage and says what each stage stands on. Only earlier stages can be named, so the graph has no cycle. */
export const readStages = (instructions: readonly Instruction[], escapeToken: string): Stage[] => {
  const lookup = globalLookup(globalArguments(instructions, escapeToken));
  const groups: Instruction[][] = [];
  for (const instruction of instructions) {
    if (instruction.stage === -1) continue;
    if (instruction.keyword === 'FROM' && !instruction.onBuild) groups.push([]);
    else groups.at(-1)?.push(instruction);
  }
  const froms = instructions.filter((instruction) => instruction.keyword === 'FROM' && !instruction.onBuild);
  const byName = new Map<string, number>();
  const inStages = new Map<string, string>();
  return froms.map((from, index) => {
    const [image, second, third] = splitWords(from.arguments, from.map, escapeToken);
    const as = second && third && second.value.toLowerCase() === 'as' ? second : null;
    const alias = as === null ? null : (third ?? null);
    const named: Expansion = image ? expand(image.text, lookup, escapeToken) : { value: null, undeclared: [], unknown: [] };
    const value = image && named.undeclared.length > 0 ? meantName(image, lookup, inStages, escapeToken) : named.value;
    const baseStage = value === null ? null : (byName.get(value.toLowerCase()) ?? null);
    declareIn(groups[index] ?? [], inStages, escapeToken);
    if (alias) byName.set(alias.value.toLowerCase(), index);
    return {
      index,
      name: alias?.value ?? '',
      image: image ?? emptyWord(from),
      alias,
      as,
      base: value === '' ? null : value,
      baseStage,
      undeclared: named.undeclared,
      defaultBase: image ? defaultName(image, lookup, escapeToken) : '',
      from,
      instructions: groups[index] ?? [],
      final: index === froms.length - 1,
    };
  });
};

/** Defaults of ARGs in stages. FROM does not see them, so the build fails; what the author meant can still be judged. */
const declareIn = (instructions: readonly Instruction[], into: Map<string, string>, escapeToken: string): void => {
  for (const { keyword, arguments: text, map, onBuild } of instructions) {
    if (keyword !== 'ARG' || onBuild) continue;
    for (const word of splitWords(text, map, escapeToken)) {
      const equals = word.value.indexOf('=');
      if (equals > 0 && !word.value.includes('$')) into.set(word.value.slice(0, equals), word.value.slice(equals + 1));
    }
  }
};

const meantName = (image: Word, lookup: Lookup, inStages: ReadonlyMap<string, string>, escapeToken: string): string | null =>
  expand(image.text, (name) => lookup(name) ?? (lookup(name) === null ? null : inStages.get(name)), escapeToken).value;

const defaultName = (image: Word, lookup: Lookup, escapeToken: string): string | null =>
  expand(image.text, (name) => (lookup(name) === null && !isPlatform(name) ? '' : lookup(name)), escapeToken).value;

const emptyWord = (from: Instruction): Word => ({ text: '', value: '', start: from.end, end: from.end });
