import { availableParallelism } from 'node:os';
import type { Packed } from '../decompress.ts';
import { type Read, type Reading, readLayer, type Watch } from './read.ts';

/** Packed bytes from which a thread is worth its start, which takes 40 ms of processor time and what V8 compiles twice. */
const worthThread = 16 * 1024 * 1024;

/**
 * The one place that decides on which thread a layer is read: here, or, when it is large and there are cores and memory, in a thread, to which this one
 * hands the bytes as they come. The answer is the same. Null: it took more memory than a thread has.
 */
export const readSomewhere = async (open: () => Promise<Packed>, reading: Reading, watch: Watch): Promise<Read | null> => {
  const program = reading.size >= worthThread && availableParallelism() > 1 ? await threadProgram() : undefined;
  if (program === undefined) return readLayer(await open(), reading, watch);
  const { readInThread } = await import('./thread/pool.ts');
  return readInThread(program, open, reading, watch);
};

// Loaded when the first large layer comes: a function would read all of it at every cold start.
const threadProgram = async (): Promise<string | undefined> => {
  const { hasMemoryForThreads } = await import('./thread/memory.ts');
  return hasMemoryForThreads() ? (await import('./thread/program.ts')).program : undefined;
};
