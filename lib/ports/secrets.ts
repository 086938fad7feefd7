/** Secrets by name (1 to 128 characters of `[A-Za-z0-9._/-]`). `get` gives undefined when there is none. A value is never logged. */
export type Secrets = {
  get(name: string): Promise<string | undefined>;
  put(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
};
