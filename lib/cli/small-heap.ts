import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from growing its young generation, which takes three times its size: an image streams by and leaves nothing young behind. Measured on
 * an image of 1.25 GB: 182 MB at most without, 145 MB with it, in the same time.
 */
export const keepHeapSmall = (): void => {
  setFlagsFromString('--max-semi-space-size=2');
  setFlagsFromString('--semi-space-growth-factor=1');
};
