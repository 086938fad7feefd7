import type { DockerfileFile, Instruction, Stage } from '../../../dockerfile/file.ts';

// Only earlier stages can be named, so this ends.
function* downFrom(file: DockerfileFile, stage: Stage | undefined): Generator<Stage> {
  for (let at = stage; at; at = at.baseStage === null ? undefined : file.stages[at.baseStage]) yield at;
}

/** The stage and those that it stands on, itself first. */
export const chainOf = (file: DockerfileFile, stage: Stage | undefined): readonly Stage[] => [...downFrom(file, stage)];

const bases = new WeakMap<Stage, string>();

/** The image from outside that an instruction's stage stands on in the end; '' when nothing names it. Asked at every RUN: a chain is walked once. */
export const baseOf = (file: DockerfileFile, { stage }: Instruction): string => {
  const passed: Stage[] = [];
  let base = '';
  for (const at of downFrom(file, file.stages[stage])) {
    const known = bases.get(at);
    base = known ?? at.base ?? '';
    if (known !== undefined) break;
    passed.push(at);
  }
  for (const one of passed) bases.set(one, base);
  return base;
};

/** The last instruction of this kind that the stage or the stages below it have; ONBUILD triggers belong to another build. */
export const lastInChain = (file: DockerfileFile, stage: Stage | undefined, keyword: string): Instruction | undefined => {
  for (const { instructions } of downFrom(file, stage)) {
    const found = instructions.findLast((instruction) => instruction.keyword === keyword && !instruction.onBuild);
    if (found) return found;
  }
  return undefined;
};

export const finalStage = (file: DockerfileFile): Stage | undefined => file.stages.at(-1);
