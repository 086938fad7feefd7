import type { Flag, Heredoc, Instruction, SourceMap } from './file.ts';
import { heredocMarks, readHeredoc } from './heredoc.ts';
import type { Line, LogicalLine } from './lines.ts';
import { type Locate, mapFrom } from './map.ts';
import { execWords, takeFlags } from './words.ts';

/** Every instruction of the Dockerfile reference. */
export const keywords: ReadonlySet<string> = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(' '),
);

const execForms = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'SHELL', 'ADD', 'COPY', 'VOLUME']);

export type Head = {
  readonly keyword: string;
  readonly written: string;
  readonly onBuild: boolean;
  readonly flags: readonly Flag[];
  readonly rest: string;
  readonly map: SourceMap;
};

const firstSpace = /\s/;

/** A line of nothing but an escape may come before the keyword, so space may too. */
const splitKeyword = (text: string): { word: string; after: number } => {
  const start = text.length - text.trimStart().length;
  const space = text.slice(start).search(firstSpace);
  if (space === -1) return { word: text.slice(start), after: text.length };
  return { word: text.slice(start, start + space), after: text.length - text.slice(start + space).trimStart().length };
};

/** Keyword, flags and arguments of a joined line; ONBUILD is taken off its trigger. */
export const readHead = (line: LogicalLine, escapeToken: string): Head => {
  const first = splitKeyword(line.text);
  const onBuild = first.word.toUpperCase() === 'ONBUILD' && first.after < line.text.length;
  const text = onBuild ? line.text.slice(first.after) : line.text;
  const map = onBuild ? mapFrom(line.map, first.after) : line.map;
  const { word, after } = onBuild ? splitKeyword(text) : first;
  const argumentsMap = mapFrom(map, after);
  const { flags, rest } = takeFlags(text.slice(after), argumentsMap, escapeToken);
  return {
    keyword: word.toUpperCase(),
    written: word,
    onBuild,
    flags,
    rest: text.slice(after + rest).trimEnd(),
    map: mapFrom(argumentsMap, rest),
  };
};

export type InstructionSource = {
  readonly text: string;
  readonly escapeToken: '\\' | '`';
  readonly stage: number;
  readonly index: number;
  readonly locate: Locate;
  readonly nextLine: () => Line | null;
};

/** Builds the instruction, reading on for the bodies of its heredocs. `unclosed` names a heredoc that the file does not end. */
export const readInstruction = (
  line: LogicalLine,
  head: Head,
  source: InstructionSource,
): { instruction: Instruction; unclosed: string | null } => {
  const json = execForms.has(head.keyword) ? execWords(head.rest, head.map) : null;
  const heredocs: Heredoc[] = [];
  let end = line.end;
  let unclosed: string | null = null;
  for (const mark of json === null ? heredocMarks(head.keyword, head.rest, source.escapeToken) : []) {
    const read = readHeredoc(source.text, mark, source.nextLine);
    heredocs.push(read.heredoc);
    end = Math.max(end, read.end);
    if (!read.closed) unclosed ??= mark.name;
  }
  const instruction: Instruction = {
    keyword: head.keyword,
    written: head.written,
    arguments: head.rest,
    map: head.map,
    flags: head.flags,
    json,
    heredocs,
    stage: source.stage,
    index: source.index,
    start: line.start,
    end,
    location: source.locate(line.start, end),
    onBuild: head.onBuild,
  };
  return { instruction, unclosed };
};
