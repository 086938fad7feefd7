import { createRequire } from 'node:module';

export type Sent = {
  readonly method: 'GET' | 'POST';
  readonly path?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
};

/** What autocannon counts; latencies in milliseconds. */
export type Shots = {
  /** Seconds. Its samples are whole seconds: of a run by `amount` this and the average are no measure. */
  readonly duration: number;
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly requests: { readonly average: number; readonly total: number };
  readonly errors: number;
  readonly timeouts: number;
  readonly non2xx: number;
  readonly '5xx': number;
};

type Options = Partial<Sent> & {
  readonly url: string;
  readonly connections: number;
  readonly amount?: number;
  /** Seconds, in place of `amount`. */
  readonly duration?: number;
  /** Seconds. */
  readonly timeout?: number;
  readonly requests?: readonly Sent[];
};

/** The package has no types of its own. */
export const cannon: (options: Options) => Promise<Shots> = createRequire(import.meta.url)('autocannon');
