import type { DockerfileFile, Instruction } from '../../../dockerfile/file.ts';
import type { ShellCommand, ShellScript, ShellWord } from '../../../dockerfile/shell/command.ts';
import { scriptOf } from '../../../dockerfile/shell/script.ts';
import { type ManagerName, managerOf, managers } from './program.table.ts';

/** A package manager called with a subcommand. `packages` are what it is asked for, without options and their values. */
export type Call = {
  readonly manager: ManagerName;
  readonly command: ShellCommand;
  /** The command's place among those of its step: in a script in quotes all of them have one offset. */
  readonly at: number;
  readonly verb: string;
  readonly verbWord: ShellWord | null;
  readonly options: readonly ShellWord[];
  /** An option that takes a word, with that word. */
  readonly settings: readonly { readonly option: string; readonly value: string }[];
  readonly packages: readonly ShellWord[];
};

/** A RUN (or its trigger) with its commands. */
export type Run = { readonly instruction: Instruction; readonly script: ShellScript; readonly calls: readonly Call[] };

const runs = new WeakMap<DockerfileFile, readonly Run[]>();

export const runsOf = (file: DockerfileFile): readonly Run[] => {
  const known =
    runs.get(file) ?? file.instructions.filter(({ keyword }) => keyword === 'RUN').map((instruction) => readRun(file, instruction));
  runs.set(file, known);
  return known;
};

const readRun = (file: DockerfileFile, instruction: Instruction): Run => {
  const script = scriptOf(file, instruction);
  return { instruction, script, calls: script.commands.flatMap((command, at) => callOf(command, at) ?? []) };
};

const callOf = (command: ShellCommand, place: number): Call | null => {
  const found = managerOf(command);
  if (!found) return null;
  const takesNext: readonly string[] = managers[found.manager].takesNext;
  const options: ShellWord[] = [];
  const settings: Call['settings'][number][] = [];
  const operands: ShellWord[] = [];
  for (let at = found.skip; at < command.words.length; at++) {
    const word = command.words[at];
    if (!word) break;
    if (!word.value.startsWith('-') || word.value === '-') {
      operands.push(word);
      continue;
    }
    options.push(word);
    const equals = word.value.indexOf('=');
    if (equals !== -1) settings.push({ option: word.value.slice(0, equals), value: word.value.slice(equals + 1) });
    else if (takesNext.includes(word.value)) settings.push({ option: word.value, value: command.words[++at]?.value ?? '' });
  }
  const [first = null, second, ...others] = operands;
  // `dnf module install nodejs:18`: the second word says what is done.
  const isNested = nestedVerbs[found.manager]?.includes(first?.value ?? '') === true && second !== undefined;
  const verbWord = isNested ? second : first;
  const packages = isNested ? others : operands.slice(1);
  const verb = isNested ? `${first?.value} ${second.value}` : (first?.value ?? '');
  return { manager: found.manager, command, at: place, verb, verbWord, options, settings, packages };
};

const nestedVerbs: { readonly [manager in ManagerName]?: readonly string[] } = {
  dnf: ['module', 'group'],
  yum: ['module', 'group'],
  yarn: ['global'],
};

/** Whether one of the long options is given, or one of the letters in a cluster such as `-qqy`. */
export const hasOption = (call: Call, long: readonly string[], letters = ''): boolean =>
  call.options.some(({ value }) =>
    value.startsWith('--') ? long.includes(value.split('=')[0] ?? '') : [...letters].some((letter) => value.slice(1).includes(letter)),
  );

export const settingOf = (call: Call, ...names: readonly string[]): string | undefined =>
  call.settings.find(({ option }) => names.includes(option))?.value;

/** A cache mount keeps a folder out of the image, so nothing needs to be cleaned there. Source: Dockerfile reference, RUN --mount. */
export const hasCacheMount = ({ flags }: Instruction, folders: readonly string[]): boolean =>
  flags.some(({ name, value }) => {
    if (name !== 'mount') return false;
    const settings = new Map(value.split(',').map((part) => [part.split('=')[0] ?? '', part.slice(part.indexOf('=') + 1)]));
    const type = settings.get('type');
    const target = (settings.get('target') ?? settings.get('dst') ?? settings.get('destination') ?? '').replace(/\/+$/, '');
    return (type === 'cache' || type === 'tmpfs') && folders.some((folder) => target === folder || folder.startsWith(`${target}/`));
  });

/** The place of the last command of a RUN that deletes something below one of the folders; -1 when none does. */
export const lastRemoval = ({ script }: Run, folders: readonly string[]): number =>
  script.commands.findLastIndex(
    ({ name, words }) =>
      (name === 'rm' || name === 'find') &&
      words
        .flatMap(({ value }) => braces(value))
        .some((value) => folders.some((folder) => value.startsWith(folder) || isAbove(value, folder))),
  );

/** `/var/{cache,log}/x` is two paths; one pair of braces is as many as anybody writes. */
const braces = (word: string): string[] => {
  const match = /^([^{}]*)\{([^{},]*(?:,[^{},]*){1,50})\}([^{}]*)$/.exec(word);
  return match ? (match[2] ?? '').split(',').map((part) => `${match[1]}${part}${match[3]}`) : [word];
};

const isAbove = (path: string, folder: string): boolean => {
  const bare = path.replace(/\/?\*?$/, '');
  return bare.startsWith('/') && folder.startsWith(`${bare}/`);
};
