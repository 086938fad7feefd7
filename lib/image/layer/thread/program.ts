declare const PLIMSOLL_LAYER_THREAD: string | undefined;

/** The source of `lib/adapters/igzip/layer-thread.ts` with all it uses, put in by the build: a bundle is one file. Absent where it was not built. */
export const program: string | undefined = typeof PLIMSOLL_LAYER_THREAD === 'undefined' ? undefined : PLIMSOLL_LAYER_THREAD;
