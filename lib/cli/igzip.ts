import { createIgzip } from '../adapters/igzip/igzip.ts';
import type { ImageSourceOptions } from '../adapters/registry/image-source.ts';

/** `PLIMSOLL_IGZIP`: an `igzip` that may be started to unpack layers, by its path or by a name on PATH. */
export const igzipFromEnvironment = (): Pick<ImageSourceOptions, 'unpackGzip'> => {
  const program = process.env['PLIMSOLL_IGZIP']?.trim();
  return program ? { unpackGzip: createIgzip(program) } : {};
};
