import { parse } from 'unbash';
import type { DockerfileFile, Instruction, SourceMap } from '../file.ts';
import { mapFrom, sourceOffset } from '../map.ts';
import type { ShellScript } from './command.ts';
import { type Shell, shellAt } from './interpreter.ts';
import { type Gatherer, gather } from './walk.ts';

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
    return { shell: null, unread: null, ...into };
  }
  const shell = shellAt(file, instruction);
  const source = sourceOf(instruction);
  const family = source.interpreter ?? shell.family;
  const isRead = family === 'posix' || family === 'bash';
  if (isRead) gather.script(parse(source.text), offsetIn(instruction, source.map), into);
  return { shell, unread: isRead ? null : (unreadNames[family] ?? 'another language'), ...into };
};

const unreadNames: { readonly [family in Shell['family']]?: string } = { powershell: 'PowerShell', cmd: 'cmd' };

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
