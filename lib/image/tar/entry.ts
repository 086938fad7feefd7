export type TarEntryKind = 'file' | 'hardlink' | 'symlink' | 'directory' | 'device' | 'fifo' | 'other';

/** `path` is normalised; `link` is as written. `size` is the file's, holes included; `offset` is where its packed content starts in the stream. */
export type TarEntry = {
  readonly kind: TarEntryKind;
  readonly path: string;
  readonly link: string;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly offset: number;
  readonly capability?: Uint8Array;
};

/** Takes a file's content in pieces, which are views that hold only during the call. An empty file has one empty piece. */
export type TarBody = (piece: Uint8Array, last: boolean) => void;
