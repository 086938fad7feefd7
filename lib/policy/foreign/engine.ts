import type { CompileForeign } from './policy.ts';

/** The engines for other people's policies, which only a process that meets such policies loads. */
export const loadEngine = async (): Promise<CompileForeign> => (await import('./compile.ts')).compileForeign;
