import { AppError } from '../model/error.ts';
import { type Network, parseNetwork, within } from '../model/network.ts';

type Connection = { readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } } };
type Fetch = (request: Request, env: { readonly address?: string; readonly isFramed?: boolean }) => Response | Promise<Response>;

/** `PLIMSOLL_PROXIES`: whose `X-Forwarded-For` is believed. Throws AppError `invalid-request`. */
export const proxiesOf = (text: string | undefined): readonly Network[] =>
  (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => {
      const network = parseNetwork(one);
      if (!network) throw new AppError('invalid-request', `PLIMSOLL_PROXIES: ${one} is no address or block of addresses`);
      return network;
    });

/**
 * Tells the API which address a request comes from: the connection's, or the nearest one in front of the proxies that are trusted; and that
 * Node's parser has framed it, which ends a body where Content-Length says.
 */
export const fromPeer =
  (fetch: Fetch, proxies: readonly Network[]) =>
  (request: Request, connection: Connection): Response | Promise<Response> => {
    const peer = connection.incoming?.socket?.remoteAddress;
    const address = peer === undefined ? undefined : nearest([...forwarded(request), peer], proxies);
    const isFramed = connection.incoming !== undefined;
    return fetch(request, address === undefined ? { isFramed } : { address, isFramed });
  };

const forwarded = (request: Request): readonly string[] =>
  (request.headers.get('x-forwarded-for') ?? '').split(',').map((one) => one.trim());

/** From the connection backwards: what an untrusted hop has written is what it says, not what is. */
const nearest = (hops: readonly string[], proxies: readonly Network[]): string | undefined => {
  for (const hop of [...hops].reverse()) {
    const network = parseNetwork(hop);
    if (!network) return undefined;
    if (!proxies.some((proxy) => within(network, proxy))) return hop;
  }
  return hops[0];
};
