import type { DockerfileFile, Instruction } from './file.ts';

/** The last instruction that begins at or before a line. Instructions stand in the order of their lines, so halving finds it. */
export const instructionAtLine = ({ instructions }: DockerfileFile, line: number): Instruction | undefined => {
  let low = 0;
  let high = instructions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((instructions[middle]?.location.line ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return instructions[low - 1];
};
