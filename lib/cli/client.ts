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
  const waitMs = more.waitMs ?? 30_000;
  const silent = (cause: unknown): never => {
    throw new AppError('unavailable', `${address} does not answer (${silenceOf(cause, waitMs)})`, { cause });
  };
  const response = await fetch(`${address}${path}`, {
    method: more.method ?? (payload === undefined ? 'GET' : 'POST'),
    redirect: 'error',
    signal: AbortSignal.timeout(waitMs),
    headers: {
      'user-agent': `plimsoll/${version}`,
      accept: more.accept ?? 'application/json',
      ...(options.token && { authorization: `Bearer ${options.token}` }),
      ...(payload !== undefined && { 'content-type': more.text === undefined ? 'application/json' : 'application/yaml' }),
      ...(more.ifMatch !== undefined && { 'if-match': more.ifMatch }),
    },
    ...(payload !== undefined && { body: payload }),
  }).catch(silent);
  const text = await response.text().catch(silent);
  if (response.ok) return { status: response.status, text, json: readJson(text), etag: response.headers.get('etag') };
  throw problemOf(response.status, readJson(text), { address, path, token: options.token });
};

const silences: readonly (readonly [form: RegExp, why: string])[] = [
  [/ENOTFOUND|EAI_AGAIN/, 'no such host'],
  [/ECONNREFUSED/, 'connection refused'],
  [/ECONNRESET|UND_ERR_SOCKET|EPIPE/, 'connection closed'],
  [/EHOSTUNREACH|ENETUNREACH/, 'no way there'],
  [/CERT|SELF_SIGNED|ISSUER/, 'its certificate is not trusted; NODE_EXTRA_CA_CERTS names a file of more authorities'],
  [/ERR_SSL|EPROTO/, 'no TLS there: http and not https?'],
  [/bad port/, 'no HTTP is sent to this port, which belongs to another protocol'],
  [/unexpected redirect/, 'it redirects, which is not followed: give the address that it leads to'],
];

/** Why nothing came, for whoever wrote the address. Source: the codes of Node's dns, net, tls and undici. */
const silenceOf = (error: unknown, waitMs: number): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `nothing in ${Math.round(waitMs / 1000)} seconds`;
  const [inner] = error.cause instanceof AggregateError ? error.cause.errors : [error.cause];
  const cause = inner instanceof Error ? inner : error;
  return silences.find(([form]) => form.test(`${codeOf(cause)} ${cause.message}`))?.[1] ?? cause.message;
};

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '');

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

type Asked = { readonly address: string; readonly path: string; readonly token: string | undefined };

/** A client error is the caller's; anything else means that nothing was decided. */
const problemOf = (status: number, problem: Json, asked: Asked): AppError => {
  const isTheirs = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return new AppError(isTheirs ? 'invalid-request' : 'unavailable', saidOf(status, problem, asked), { places: placesOf(problem) });
};

/** What to do here is said for the command line: the service's own words are about headers. */
const saidOf = (status: number, problem: Json, { address, path, token }: Asked): string => {
  if (status === 401 && !token) return `${address} wants an API key: give it in PLIMSOLL_TOKEN`;
  if (status === 401) return `${address} does not take this API key: it is not whole, or was revoked, or has expired`;
  if (status === 404) return `${address} has nothing at ${path.replace(/\?.*/, '')} that this key may read`;
  const detail = (isObject(problem) && (stringAt(problem, 'detail') ?? stringAt(problem, 'title'))) || `status ${status}`;
  return `${address} answered: ${detail}`;
};
