import { AppError } from '../../../model/error.ts';
import type { EgressResponse } from '../../../ports/egress.ts';
import type { Descriptor } from '../../../ports/image-source.ts';
import type { RegistryRequest } from './client.ts';
import type { Repository } from './reader.ts';

/** A content to be sent: `read` gives exactly these bytes of it, as often as asked. */
export type Sendable = Descriptor & { read(offset: number, length: number): Promise<Uint8Array> };

// Public ECR and S3 below others want 5 MiB at least of every part but the last.
const partBytes = 8 * 1024 * 1024;
const maxFruitless = 3;

/**
 * Sends a blob in parts; where a connection breaks, the registry is asked how far it came. What it has already is not sent.
 * Source: OCI distribution-spec 1.1, "Pushing a blob in chunks".
 */
export const uploadBlob = async (repository: Repository, blob: Sendable, onProgress?: (bytes: number) => void): Promise<void> => {
  const what = `blob ${blob.digest}`;
  const known = await ask(repository, { path: `/blobs/${blob.digest}`, what, method: 'HEAD' });
  if (known.status !== 404) return;
  let state = await begin(repository, what);
  for (let fruitless = 0; state.at < blob.size; ) {
    onProgress?.(state.at);
    try {
      state = await sendPart(repository, blob, state, what);
      fruitless = 0;
    } catch (error) {
      if (!mayGoOn(error) || ++fruitless > maxFruitless) throw error;
      state = (await whereabouts(repository, state, what)) ?? (await begin(repository, what));
    }
  }
  const end = new URL(state.place);
  end.searchParams.set('digest', blob.digest);
  await done(ask(repository, { path: '', url: end.href, what, method: 'PUT', body: new Uint8Array() }), repository, what);
  onProgress?.(blob.size);
};

type Upload = { readonly place: string; readonly at: number };

const begin = async (repository: Repository, what: string): Promise<Upload> => {
  const request: RegistryRequest = { path: '/blobs/uploads/', what, method: 'POST', body: new Uint8Array() };
  return { place: placeOf(repository, await done(ask(repository, request), repository, what)), at: 0 };
};

const sendPart = async (repository: Repository, blob: Sendable, { place, at }: Upload, what: string): Promise<Upload> => {
  const body = await blob.read(at, Math.min(partBytes, blob.size - at));
  const headers = { 'content-type': 'application/octet-stream', 'content-range': `${at}-${at + body.length - 1}` };
  const answer = await done(ask(repository, { path: '', url: place, what, method: 'PATCH', headers, body }), repository, what);
  return { place: placeOf(repository, answer), at: at + body.length };
};

/** Undefined: the registry knows nothing of this upload any more. */
const whereabouts = async (repository: Repository, { place }: Upload, what: string): Promise<Upload | undefined> => {
  const answer = await ask(repository, { path: '', url: place, what });
  if (answer.status === 404) return undefined;
  const [, last] = /^(?:bytes=)?0-(\d+)$/.exec(answer.headers['range'] ?? '') ?? [];
  // Registries say 0-0 of an upload that has nothing yet.
  return { place: placeOf(repository, answer, place), at: last === undefined || last === '0' ? 0 : Number(last) + 1 };
};

const mayGoOn = (error: unknown): boolean =>
  error instanceof AppError && ['registry-unavailable', 'registry-rate-limited', 'timed-out'].includes(error.code);

const ask = async ({ client, endpoint, signal }: Repository, request: RegistryRequest): Promise<EgressResponse> => {
  const response = await client.get(endpoint, { ...request, ...(signal && { signal }) });
  response.body.resume();
  return response;
};

const done = async (answer: Promise<EgressResponse>, { endpoint }: Repository, what: string): Promise<EgressResponse> => {
  const response = await answer;
  if (response.status !== 404) return response;
  throw new AppError('image-not-found', `${endpoint.host} takes no ${what} in ${endpoint.repository}.`);
};

/** Where to send what comes next; it may be written relative to where the request went. */
const placeOf = ({ endpoint }: Repository, { headers, url }: EgressResponse, before?: string): string => {
  const place = headers['location'] ?? before;
  if (place === undefined || !URL.canParse(place, url))
    throw new AppError('registry-unavailable', `${endpoint.host} does not say where an upload goes on.`);
  return new URL(place, url).href;
};
