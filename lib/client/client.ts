import { answerOf } from './answer.ts';
import { PlimsollError } from './error.ts';
import { readEvents, type ScanEvent } from './events.ts';
import { type CallInput, requestOf } from './request.ts';

/** `[method, path]` by operation, from the OpenAPI document; put here when the client is built. */
declare const PLIMSOLL_OPERATIONS: { readonly [operation: string]: readonly [string, string] };

export type ClientOptions = {
  /** The service's address, without `/v1`. */
  readonly url: string;
  /** An API key, a token of a trusted issuer, or a function that gets one when it is needed. */
  readonly token?: string | (() => string | Promise<string>);
  /** How often a call that changes nothing, or is idempotent, is tried again when the service is busy or does not answer. Default 2. */
  readonly retries?: number;
  readonly fetch?: typeof globalThis.fetch;
  /** Waits; for tests. */
  readonly sleep?: (ms: number) => Promise<void>;
};

type Answer = Awaited<ReturnType<typeof answerOf>>;
type Operation = (input?: CallInput) => Promise<Answer>;

const longestPauseMs = 30_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A function for each operation of the API. What each takes and gives is in the declarations, which come from the same schemas. */
export const createClient = (options: ClientOptions) => {
  const operations = Object.keys(PLIMSOLL_OPERATIONS).map((name): [string, Operation] => [
    name,
    (input = {}) => call(options, name, input),
  ]);
  return {
    ...Object.fromEntries(operations),
    text: async (name: string, input: CallInput & { readonly accept: string }) => call(options, name, input),
    pages: (name: string, input: CallInput = {}) => pages(options, name, input),
    follow: (id: string, input: Pick<CallInput, 'signal'> = {}): AsyncGenerator<ScanEvent> => follow(options, id, input),
  };
};

const call = async (options: ClientOptions, name: string, input: CallInput): Promise<Answer> => answerOf(await send(options, name, input));

const send = async (options: ClientOptions, name: string, input: CallInput): Promise<Response> => {
  const [method, path] = PLIMSOLL_OPERATIONS[name] ?? [];
  if (method === undefined || path === undefined) throw new TypeError(`there is no operation ${name}`);
  const { fetch: send = globalThis.fetch, sleep = pause, retries = 2, token } = options;
  const isRepeatable = method !== 'post' || input.idempotencyKey !== undefined;
  for (let attempt = 0; ; attempt += 1) {
    const request = requestOf(options.url, { method, path }, input, typeof token === 'function' ? await token() : token);
    const mayRepeat = isRepeatable && attempt < retries && input.signal?.aborted !== true;
    try {
      const response = await send(request);
      if (response.ok) return response;
      const error = await PlimsollError.of(response);
      if (!mayRepeat || !error.retryable) throw error;
      await sleep(Math.min(longestPauseMs, (error.retryAfterSeconds ?? 2 ** attempt) * 1000));
    } catch (error) {
      if (error instanceof PlimsollError || !mayRepeat) throw error;
      await sleep(2 ** attempt * 1000);
    }
  }
};

/** Every item of a list, page after page. */
async function* pages(options: ClientOptions, name: string, input: CallInput): AsyncGenerator<unknown> {
  let cursor: unknown;
  do {
    const { data } = await call(options, name, { ...input, query: { ...input.query, ...(cursor !== undefined && { cursor }) } });
    const page: { items?: unknown; next?: unknown } = typeof data === 'object' && data !== null ? data : {};
    yield* Array.isArray(page.items) ? page.items : [];
    cursor = page.next;
  } while (typeof cursor === 'string');
}

/** A scan at every change until it has ended. The service ends a stream after minutes: then it is asked to go on. */
async function* follow(options: ClientOptions, id: string, { signal }: Pick<CallInput, 'signal'>): AsyncGenerator<ScanEvent> {
  let lastEventId: string | undefined;
  for (;;) {
    const response = await send(options, 'followScan', {
      params: { id },
      accept: 'text/event-stream',
      ...(lastEventId !== undefined && { lastEventId }),
      ...(signal && { signal }),
    });
    if (!response.body) return;
    for await (const event of readEvents(response.body)) {
      lastEventId = event.id;
      yield event;
      if (event.event === 'end') return;
    }
  }
}
