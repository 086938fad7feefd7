import type { Location } from '../model/location.ts';
import type { InputProblem } from '../model/verdict.ts';

/** Where a joined text came from: the piece that begins at `joined[i]` begins in the file at `source[i]`. Both ascend; offsets are UTF-16 units. */
export type SourceMap = { readonly joined: readonly number[]; readonly source: readonly number[] };

/** A word of an instruction. `text` as written, `value` without quotes and escapes, variables as they stand; [start, end) in the file. */
export type Word = { readonly text: string; readonly value: string; readonly start: number; readonly end: number };

export type Flag = { readonly name: string; readonly value: string; readonly start: number; readonly end: number };

/** `content` as BuildKit hands it on: without leading tabs after `<<-`. `expand`: the delimiter was not quoted. */
export type Heredoc = { readonly name: string; readonly content: string; readonly expand: boolean; readonly map: SourceMap };

/**
 * One instruction; an ONBUILD trigger is the instruction it holds, marked `onBuild`. `keyword` in capitals, `written` as it stands.
 * `arguments` is its text after the keyword and flags, continuations joined, comment lines left out, as the builder sees it.
 * `json`: the words of an exec form, null for anything else. `stage` is -1 before the first FROM. Offsets are UTF-16 units in the file.
 */
export type Instruction = {
  readonly keyword: string;
  readonly written: string;
  readonly arguments: string;
  readonly map: SourceMap;
  readonly flags: readonly Flag[];
  readonly json: readonly Word[] | null;
  readonly heredocs: readonly Heredoc[];
  readonly stage: number;
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly location: Location & { kind: 'source' };
  readonly onBuild: boolean;
};

/** `image`: FROM's image word as written. `base` is what it names after ARG expansion, null when it cannot be known. */
export type Stage = {
  readonly index: number;
  readonly name: string;
  readonly image: Word;
  readonly alias: Word | null;
  /** The AS keyword as written. */
  readonly as: Word | null;
  readonly base: string | null;
  readonly baseStage: number | null;
  /** Variables of FROM's image that no ARG before the first FROM declares. */
  readonly undeclared: readonly string[];
  /** What FROM names when no build argument is given, arguments without default being empty; null when the platform decides. */
  readonly defaultBase: string | null;
  readonly from: Instruction;
  readonly instructions: readonly Instruction[];
  readonly final: boolean;
};

/** A line that is a comment. `text` without `#` and outer space. `inside`: between the lines of an instruction. */
export type Comment = {
  readonly text: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly inside: boolean;
};

/** `# name=value` before everything else. Source: Dockerfile reference, parser directives. */
export type Directive = { readonly name: string; readonly value: string; readonly start: number; readonly end: number };

/** A parsed Dockerfile. `problems` are parts that could not be read; the rest is judged. `context`: what `docker build` would be given, when the asker said. */
export type DockerfileFile = {
  readonly name: string;
  readonly text: string;
  readonly escapeToken: '\\' | '`';
  readonly directives: readonly Directive[];
  readonly comments: readonly Comment[];
  /** Offsets of empty lines between the lines of an instruction. */
  readonly emptyContinuations: readonly { readonly start: number; readonly end: number }[];
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  readonly context: BuildContext | null;
  readonly problems: readonly InputProblem[];
};

/** What lies in the folder that is built. `ignore`: the text of the ignore file that applies, null when there is none. `files`: null when not listed; paths have no leading slash. `holds`: a secret that its text has, for a person. */
export type BuildContext = {
  readonly ignore: string | null;
  readonly files: readonly { readonly path: string; readonly size: number; readonly holds?: string }[] | null;
  /** There are more files than are listed. */
  readonly isPartial?: true;
};
