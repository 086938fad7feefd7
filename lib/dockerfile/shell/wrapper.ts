import type { ShellAssignment, ShellWord } from './command.ts';

/** A command without the programs that only call it. `script`: the text that a shell was handed with `-c`. */
export type Unwrapped = {
  readonly words: readonly ShellWord[];
  readonly wrappers: readonly string[];
  readonly assignments: readonly ShellAssignment[];
  readonly script: ShellWord | null;
};

/** Options of each wrapper that take the next word. Source: the programs' manual pages. */
const wrapperOptions: { readonly [name: string]: readonly string[] } = {
  sudo: ['-u', '-g', '-h', '-p', '-C', '-r', '-t', '-T', '-U', '-D', '--user', '--group', '--host', '--prompt', '--chdir'],
  doas: ['-u', '-C'],
  env: ['-u', '--unset', '-C', '--chdir'],
  nice: ['-n', '--adjustment'],
  ionice: ['-c', '-n', '-p'],
  timeout: ['-s', '--signal', '-k', '--kill-after'],
  xargs: ['-a', '-d', '-E', '-I', '-L', '-n', '-P', '-s', '--arg-file', '--delimiter', '--max-args', '--max-procs', '--max-lines'],
  time: ['-f', '-o'],
  exec: ['-a'],
  command: [],
  nohup: [],
  builtin: [],
  eatmydata: [],
  busybox: [],
  stdbuf: ['-i', '-o', '-e'],
  gosu: [],
  'su-exec': [],
};

/** Words of its own that a wrapper takes before the command. */
const ownWords: { readonly [name: string]: number } = { timeout: 1, gosu: 1, 'su-exec': 1 };
const shells = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh']);
const maxWrappers = 8;

export const baseName = (word: ShellWord | undefined): string => (word?.literal ? (word.value.split('/').at(-1) ?? '') : '');

export const unwrap = (all: readonly ShellWord[]): Unwrapped => {
  let words = all;
  const wrappers: string[] = [];
  const assignments: ShellAssignment[] = [];
  for (let depth = 0; depth < maxWrappers; depth++) {
    const name = baseName(words[0]);
    const takesNext = Object.hasOwn(wrapperOptions, name) ? wrapperOptions[name] : undefined;
    if (!takesNext) break;
    const rest = afterOptions(words.slice(1), takesNext, ownWords[name] ?? 0, assignments);
    if (rest.length === 0) break;
    wrappers.push(name);
    words = rest;
  }
  return { words, wrappers, assignments, script: scriptWord(words) };
};

const afterOptions = (
  words: readonly ShellWord[],
  takesNext: readonly string[],
  own: number,
  assignments: ShellAssignment[],
): readonly ShellWord[] => {
  let at = 0;
  for (; at < words.length; at++) {
    const value = words[at]?.value ?? '';
    const equals = value.indexOf('=');
    if (value === '--') return words.slice(at + 1 + own);
    if (value.startsWith('-') && value.length > 1) at += takesNext.includes(value) ? 1 : 0;
    else if (/^[A-Za-z_]\w*=/.test(value)) assignments.push(assigned(words[at], value, equals));
    else break;
  }
  return words.slice(at + own);
};

const assigned = (word: ShellWord | undefined, value: string, equals: number): ShellAssignment => ({
  name: value.slice(0, equals),
  value: value.slice(equals + 1),
  literal: word?.literal ?? false,
  start: word?.start ?? 0,
  end: word?.end ?? 0,
});

/** `sh -c "…"`, also `bash -lc`; null when the text is not known. */
const scriptWord = (words: readonly ShellWord[]): ShellWord | null => {
  if (baseName(words[0]) === 'eval' && words.length === 2) return words[1] ?? null;
  if (!shells.has(baseName(words[0]))) return null;
  const option = words.findIndex(({ value }, index) => index > 0 && /^-[a-zA-Z]*c$/.test(value));
  const before = words.slice(1, Math.max(option, 1));
  if (option === -1 || !before.every(({ value }) => value.startsWith('-') || value === 'pipefail')) return null;
  return words[option + 1] ?? null;
};

/** Whether a command is a shell that reads its script from standard input: it has options alone, or `-s`. */
export const readsScript = ([first, ...rest]: readonly ShellWord[]): boolean => {
  if (!shells.has(baseName(first))) return false;
  // What follows -o or -O is the name of an option. Source: POSIX sh, bash(1).
  const operand = rest.findIndex(({ value }, at) => !value.startsWith('-') && !/^-[a-zA-Z]*[oO]$/.test(rest[at - 1]?.value ?? ''));
  const options = operand === -1 ? rest : rest.slice(0, operand);
  return operand === -1 || options.some(({ value }) => /^-[a-zA-Z]*s[a-zA-Z]*$/.test(value));
};
