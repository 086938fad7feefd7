/**
 * Secrets by name (1 to 128 characters of `[A-Za-z0-9._/-]`). `get` gives undefined when there is none; a home may keep what it gave for a minute, and
 * `isRefused` says that the value given before is not taken any more. A value is never logged.
 */
export type Secrets = {
  get(name: string, isRefused?: boolean): Promise<string | undefined>;
  put(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
};
