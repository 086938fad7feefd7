/**
 * One package as a lock file fixes it. `type` is the purl type and `name` as image packages have it (`@scope/name`, `group:artifact`).
 * `development`: the file itself says that only building or testing needs it. `line` counts from 1.
 */
export type LockedPackage = {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly development: boolean;
  readonly line: number;
};

/**
 * One kind of lock file. `files` sees the whole path, with `/` between folders. `read` takes the text alone, whoever it came from; it yields in the file's
 * order, maybe the same package again, and answers false when the text is not of this kind.
 */
export type LockFormat = {
  readonly id: string;
  readonly files: RegExp;
  read(text: string): Generator<LockedPackage, boolean>;
};
