import { totalmem } from 'node:os';

const megabyte = 1024 * 1024;
const least = 512;
const mostHeap = 1024;

/** What this process may take, in MB: all of the machine's, or less in a control group. Source: process.constrainedMemory, 0 or huge without a bound. */
const memory = (): number => {
  const bound = process.constrainedMemory();
  return Math.min(bound > 0 ? bound : Number.POSITIVE_INFINITY, totalmem()) / megabyte;
};

/** Whether there is memory for threads beside the one that runs. */
export const hasMemoryForThreads = (): boolean => memory() >= least;

/** A thread's share: two of them and the main thread are to fit. No layer seen took more than 50 MB. */
export const heapMegabytes = (): number => Math.min(mostHeap, Math.floor(memory() / 4));
