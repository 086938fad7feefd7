/** What `node:sqlite` and `@photostructure/sqlite` have in common. Only text, numbers and null are bound: other types differ between the two. */
export type Value = string | number | null;
export type Row = { readonly [column: string]: unknown };

export type Statement = {
  run(...values: Value[]): { changes: number | bigint };
  get(...values: Value[]): Row | undefined;
  all(...values: Value[]): Row[];
  iterate(...values: Value[]): Iterable<Row>;
};

export type Driver = { exec(sql: string): void; prepare(sql: string): Statement; close(): void };

type DriverModule = {
  readonly DatabaseSync: new (path: string, options: { readonly timeout: number; readonly readOnly?: boolean }) => Driver;
};

const isDriverModule = (module: object | undefined): module is DriverModule => module !== undefined && 'DatabaseSync' in module;

// Before 22.20 `node:sqlite` ends the process on invalid UTF-8 in a column.
const hasSoundBuiltin = (): boolean => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 20);
};

/** Node 22 calls its SQLite experimental, once and on standard error, where a service writes its log. */
const quietBuiltin = (): object | undefined => {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
};

const loadModule = async (): Promise<DriverModule> => {
  const builtin = hasSoundBuiltin() ? quietBuiltin() : undefined;
  if (isDriverModule(builtin)) return builtin;
  const photostructure: object = await import('@photostructure/sqlite');
  if (!isDriverModule(photostructure)) throw new Error('@photostructure/sqlite has no DatabaseSync');
  return photostructure;
};

/** `timeout`: how long to wait for another process's lock, in milliseconds. */
export const openDriver = async (path: string, options: { readonly timeout: number; readonly readOnly?: boolean }): Promise<Driver> => {
  const { DatabaseSync } = await loadModule();
  return new DatabaseSync(path, options);
};
