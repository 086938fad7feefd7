import { parse } from 'unbash';
import type { DockerfileFile, Instruction, SourceMap } from '../file.ts';
import { mapFrom, sourceOffset } from '../map.ts';
import { type Shell, shellAt } from './interpreter.ts';
import { type Gatherer, gather } from './walk.ts';

/** A word of a command. `literal`: nothing in it is decided at run time. Offsets are in the file. */
export type ShellWord = {
  readonly text: string;
  readonly value: string;
  readonly literal: boolean;
  readonly start: number;
  readonly end: number;
};

/** One simple command. `name` is its program without folder, '' when a variable decides it or when it only sets variables. `words` has the name first. */
export type ShellCommand = {
  readonly name: string;
  readonly words: readonly ShellWord[];
  readonly assignments: readonly ShellAssignment[];
  /** Programs that this one was called through, outermost first: sudo, env, xargs … */
  readonly wrappers: readonly string[];
  /** Files that it reads from, and the bodies of here-documents. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** In a subshell, a function, a command substitution or a script handed to another shell: what it does to the shell's state ends there. */
  readonly nested: boolean;
  /** The offsets are its own. Not so in a script in quotes, whose word is then the place: nothing can be edited there. */
  readonly exact: boolean;
  /** The pipeline it is a member of, by its place in `pipelines`; -1 for none. */
  readonly pipeline: number;
  readonly start: number;
  readonly end: number;
};

export type ShellAssignment = {
  readonly name: string;
  readonly value: string;
  readonly literal: boolean;
  readonly start: number;
  readonly end: number;
};

/** Commands joined by `|`, by their place in `commands`. */
export type ShellPipeline = { readonly commands: readonly number[]; readonly start: number; readonly end: number };

/** A construct that POSIX sh does not have, by its form. */
export type ShellExtension = { readonly form: string; readonly start: number; readonly end: number };

/** What a RUN, CMD, ENTRYPOINT or HEALTHCHECK runs. `shell` is null for an exec form. */
export type ShellScript = {
  readonly shell: Shell | null;
  readonly commands: readonly ShellCommand[];
  readonly pipelines: readonly ShellPipeline[];
  readonly extensions: readonly ShellExtension[];
  readonly errors: readonly { readonly message: string; readonly start: number }[];
};

const known = new WeakMap<Instruction, ShellScript>();

/** The commands of an instruction, parsed once. Empty for a shell that is not of the Bourne family. */
export const scriptOf = (file: DockerfileFile, instruction: Instruction): ShellScript => {
  const found = known.get(instruction) ?? readScript(file, instruction);
  known.set(instruction, found);
  return found;
};

const readScript = (file: DockerfileFile, instruction: Instruction): ShellScript => {
  const into: Gatherer = { commands: [], pipelines: [], extensions: [], errors: [] };
  if (instruction.json) {
    gather.argv(instruction.json, into);
    return { shell: null, ...into };
  }
  const shell = shellAt(file, instruction);
  const source = sourceOf(instruction);
  const family = source.interpreter ?? shell.family;
  if (family === 'posix' || family === 'bash') gather.script(parse(source.text), offsetIn(instruction, source.map), into);
  return { shell, ...into };
};

/** The closing lines of heredocs are written anew, so their offsets may lie behind the instruction. */
const offsetIn =
  ({ start, end }: Instruction, map: SourceMap) =>
  (at: number): number =>
    Math.max(Math.min(sourceOffset(map, at), end - 1), start);

type ScriptSource = { readonly text: string; readonly map: SourceMap; readonly interpreter: Shell['family'] | null };

const shebang = /^#![ \t]*(\S+)(?:[ \t]+(\S+))?/;
const lonely = /^\d*<<-?\S+$/;

/** The text that the shell reads: a lone heredoc is the script itself, any other is part of the command line. */
const sourceOf = ({ arguments: text, map, heredocs, keyword }: Instruction): ScriptSource => {
  if (keyword === 'HEALTHCHECK') return healthcheck(text, map);
  const [first] = heredocs;
  if (!first) return { text, map, interpreter: null };
  if (heredocs.length === 1 && lonely.test(text)) return { text: first.content, map: first.map, interpreter: interpreterOf(first.content) };
  return withBodies(text, map, heredocs);
};

const healthcheck = (text: string, map: SourceMap): ScriptSource => {
  const match = /^CMD\s+/i.exec(text);
  return match
    ? { text: text.slice(match[0].length), map: mapFrom(map, match[0].length), interpreter: null }
    : { text: '', map, interpreter: null };
};

const interpreterOf = (content: string): Shell['family'] | null => {
  const match = shebang.exec(content);
  if (!match) return null;
  const program = match[1]?.endsWith('/env') ? match[2] : match[1];
  const name = program?.split('/').at(-1) ?? '';
  if (name === 'bash') return 'bash';
  return /^(?:sh|dash|ash|ksh|zsh)$/.test(name) ? 'posix' : 'other';
};

const withBodies = (text: string, map: SourceMap, heredocs: Instruction['heredocs']): ScriptSource => {
  const joined = [...map.joined];
  const source = [...map.source];
  const parts = [text, '\n'];
  let length = text.length + 1;
  for (const heredoc of heredocs) {
    for (const [index, at] of heredoc.map.joined.entries()) {
      joined.push(length + at);
      source.push(heredoc.map.source[index] ?? 0);
    }
    parts.push(heredoc.content, heredoc.name, '\n');
    length += heredoc.content.length + heredoc.name.length + 1;
  }
  return { text: parts.join(''), map: { joined, source }, interpreter: null };
};
