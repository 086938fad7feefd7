import type { DockerfileFile, Instruction, Stage } from '../../../dockerfile/file.ts';

/** The stage and those that it stands on, itself first. Only earlier stages can be named, so this ends. */
export const chainOf = (file: DockerfileFile, stage: Stage | undefined): readonly Stage[] => {
  const chain: Stage[] = [];
  for (let at = stage; at; at = at.baseStage === null ? undefined : file.stages[at.baseStage]) chain.push(at);
  return chain;
};

/** The image from outside that an instruction's stage stands on in the end; '' when nothing names it. */
export const baseOf = (file: DockerfileFile, { stage }: Instruction): string => chainOf(file, file.stages[stage]).at(-1)?.base ?? '';

/** The last instruction of this kind that the stage or the stages below it have; ONBUILD triggers belong to another build. */
export const lastInChain = (file: DockerfileFile, stage: Stage | undefined, keyword: string): Instruction | undefined => {
  for (const { instructions } of chainOf(file, stage)) {
    const found = instructions.findLast((instruction) => instruction.keyword === keyword && !instruction.onBuild);
    if (found) return found;
  }
  return undefined;
};

export const finalStage = (file: DockerfileFile): Stage | undefined => file.stages.at(-1);
