import { AppError, type ErrorPlace } from '../model/error.ts';
import { isObject, type Json, listAt, stringAt } from '../model/json.ts';
import { version } from './version.ts';

export type ClientOptions = { readonly server?: string; readonly token?: string };

export type Answer = { readonly status: number; readonly text: string; readonly json: Json; readonly etag: string | null };

/** GET, or POST with a body or a text, unless another method is named. `ifMatch`: the ETag of what is changed. */
export type Call = {
  readonly method?: 'POST' | 'DELETE';
  readonly body?: Json;
  /** A document sent as it is, YAML or JSON. */
  readonly text?: string;
  readonly accept?: string;
  readonly waitMs?: number;
  readonly ifMatch?: string;
};

/** One call of the service's API. Throws AppError: `invalid-request` for what the caller must mend, `unavailable` when the service is down. */
export const call = async (options: ClientOptions, path: string, more: Call = {}): Promise<Answer> => {
  const address = addressOf(options);
  const payload = more.text ?? (more.body === undefined ? undefined : JSON.stringify(more.body));
  const response = await fetch(`${address}${path}`, {
    method: more.method ?? (payload === undefined ? 'GET' : 'POST'),
    redirect: 'error',
    signal: AbortSignal.timeout(more.waitMs ?? 30_000),
    headers: {
      'user-agent': `plimsoll/${version}`,
      accept: more.accept ?? 'application/json',
      ...(options.token && { authorization: `Bearer ${options.token}` }),
      ...(payload !== undefined && { 'content-type': more.text === undefined ? 'application/json' : 'application/yaml' }),
      ...(more.ifMatch !== undefined && { 'if-match': more.ifMatch }),
    },
    ...(payload !== undefined && { body: payload }),
  }).catch((cause: unknown) => {
    throw new AppError('unavailable', `${address} does not answer`, { cause });
  });
  const text = await response.text();
  if (response.ok) return { status: response.status, text, json: readJson(text), etag: response.headers.get('etag') };
  throw problemOf(response.status, readJson(text), address);
};

const addressOf = ({ server }: ClientOptions): string => {
  if (!server) throw new AppError('invalid-request', 'which service? give --server or PLIMSOLL_URL');
  if (!URL.canParse(server) || !/^https?:/.test(server)) throw new AppError('invalid-request', `${server}: not an http or https address`);
  return server.replace(/\/+$/, '');
};

const readJson = (text: string): Json => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const placesOf = (problem: Json): readonly ErrorPlace[] =>
  listAt(problem, 'errors').map((place) => {
    const [pointer, fix] = [stringAt(place, 'pointer'), stringAt(place, 'fix')];
    return { message: stringAt(place, 'message') ?? '', ...(pointer !== undefined && { pointer }), ...(fix !== undefined && { fix }) };
  });

/** A client error is the caller's; anything else means that nothing was decided. */
const problemOf = (status: number, problem: Json, address: string): AppError => {
  const detail = (isObject(problem) && (stringAt(problem, 'detail') ?? stringAt(problem, 'title'))) || `status ${status}`;
  const isTheirs = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return new AppError(isTheirs ? 'invalid-request' : 'unavailable', `${address} answered: ${detail}`, { places: placesOf(problem) });
};
