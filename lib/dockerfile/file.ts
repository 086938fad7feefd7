import type { Location } from '../model/location.ts';
import type { InputProblem } from '../model/verdict.ts';

/** One instruction. `arguments` is its text after the keyword and flags, continuations joined; offsets are UTF-16 units in the file. */
export type Instruction = {
  readonly keyword: string;
  readonly arguments: string;
  readonly flags: readonly { readonly name: string; readonly value: string }[];
  readonly heredocs: readonly { readonly name: string; readonly content: string; readonly expand: boolean }[];
  readonly stage: number;
  readonly start: number;
  readonly end: number;
  readonly location: Location & { kind: 'source' };
  readonly onBuild: boolean;
};

/** A stage from its FROM to the next. `base` is what FROM names after ARG expansion, null when it cannot be known. */
export type Stage = {
  readonly index: number;
  readonly name: string;
  readonly base: string | null;
  readonly baseStage: number | null;
  readonly from: Instruction;
  readonly instructions: readonly Instruction[];
  readonly final: boolean;
};

/** A parsed Dockerfile. `problems` are parts that could not be read. The signature of `parseDockerfile` in `parse.ts`: (file: SourceFile, subject: number) => DockerfileFile; never throws. */
export type DockerfileFile = {
  readonly name: string;
  readonly text: string;
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  readonly problems: readonly InputProblem[];
};
