import type { FindDetail } from '../layer/find.ts';
import type { TarEntry } from '../tar/entry.ts';

/** A file that a cataloguer asked for, whole. `content` holds only during the call. */
export type CataloguedFile = { readonly path: string; readonly name: string; readonly content: Buffer; readonly entry: TarEntry };

/**
 * Reads one kind of file. `on` says by which names, extensions (with the dot) or folder names it may want a file; `wants` then looks at the path.
 * `read` may throw for a malformed file: the walk reports it and goes on.
 */
export type Cataloguer = {
  readonly name: string;
  readonly on: { readonly names?: readonly string[]; readonly extensions?: readonly string[]; readonly folders?: readonly string[] };
  wants(path: string, name: string): boolean;
  readonly maxBytes: number;
  read(file: CataloguedFile): Iterable<FindDetail>;
};

export const megabyte = 1024 * 1024;
