import { AppError } from '../../model/error.ts';
import type { EgressRequest } from '../../ports/egress.ts';

const redirects = new Set([301, 302, 303, 307, 308]);

// Whatever else a request carries (authorization, cookies, API keys under any name) was meant for the origin it was made for.
const neutralHeaders = new Set(['accept', 'accept-language', 'content-type', 'if-none-match', 'if-range', 'range', 'user-agent']);

/** The next hop, or undefined when this response is the answer. Only reading methods are followed: a body must not travel to a place its sender never named. */
export const nextHop = (request: EgressRequest, from: URL, status: number, location: string | undefined): EgressRequest | undefined => {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (!redirects.has(status) || !reads || (request.maxRedirects ?? 0) === 0 || location === undefined) return undefined;
  if (!URL.canParse(location, from.href)) throw new AppError('unavailable', `${from.host} redirects to an address that cannot be parsed.`);
  const to = new URL(location, from.href);
  const headers = to.origin === from.origin ? request.headers : neutral(request.headers);
  return { ...request, url: to.href, ...(headers && { headers }) };
};

const neutral = (headers: EgressRequest['headers'] = {}): { readonly [name: string]: string } =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => neutralHeaders.has(name.toLowerCase())));
