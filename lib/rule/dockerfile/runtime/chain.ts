import type { DockerfileFile, Instruction, Stage } from '../../../dockerfile/file.ts';

/** The last instruction of this kind that the stage or the stages below it have; ONBUILD triggers belong to another build. */
export const lastInChain = (file: DockerfileFile, stage: Stage, keyword: string): Instruction | undefined => {
  let current: Stage | undefined = stage;
  while (current) {
    const found = current.instructions.findLast((instruction) => instruction.keyword === keyword && !instruction.onBuild);
    if (found) return found;
    current = current.baseStage === null ? undefined : file.stages[current.baseStage];
  }
  return undefined;
};

export const finalStage = (file: DockerfileFile): Stage | undefined => file.stages.at(-1);
