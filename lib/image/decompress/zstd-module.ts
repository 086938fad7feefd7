/** What the module exports, sizes and pointers as 32-bit numbers. Source: zstd.h, streaming decompression. */
export type ZstdInstance = {
  readonly memory: { readonly buffer: ArrayBuffer };
  malloc(size: number): number;
  free(pointer: number): void;
  ZSTD_createDCtx(): number;
  ZSTD_freeDCtx(context: number): number;
  ZSTD_decompressStream(context: number, output: number, input: number): number;
};

type WasmModule = { readonly __wasmModule: never };
declare const WebAssembly: {
  Instance: new (module: WasmModule, imports: { env: { [name: string]: () => void } }) => { readonly exports: ZstdInstance };
};

// The library keeps one instance for everything and leaks a window when a stream is given up; an instance a stream is freed whole.
let compiled: Promise<WasmModule> | undefined;

/** Compiled once, for every thread. */
export const compileZstd = (): Promise<WasmModule> => {
  compiled ??= compile();
  return compiled;
};

// Loaded when the first zstd layer comes: most processes never see one, and a function would read 80 KB of it at every cold start.
const compile = async (): Promise<WasmModule> => {
  const { ZSTDDecoder } = await import('zstddec/stream');
  return new Promise((resolve, reject) => {
    const library = new ZSTDDecoder();
    library._init = (result: { module: WasmModule }): void => resolve(result.module);
    library.init().catch(reject);
  });
};

export const instantiateZstd = async (): Promise<ZstdInstance> => {
  return new WebAssembly.Instance(await compileZstd(), { env: { emscripten_notify_memory_growth: () => {} } }).exports;
};
