type Fetch<Rest extends unknown[]> = (request: Request, ...rest: Rest) => Response | Promise<Response>;

const admissionPath = /^\/v1\/(?:admission\/[^/]+|image-review)$/;

/**
 * Adds the key to admission requests that come without one: a managed cluster's API server cannot be given credentials. Whoever reaches the port may then ask, so
 * give the key the scope `admission:write` alone and keep the port behind a NetworkPolicy. `key` is read for each request: a new one needs no restart.
 */
export const admissionKeyed =
  <Rest extends unknown[]>(fetch: Fetch<Rest>, key: () => string | undefined): Fetch<Rest> =>
  (request, ...rest) => {
    const token = needsKey(request) ? key() : undefined;
    if (token === undefined) return fetch(request, ...rest);
    const headers = new Headers(request.headers);
    headers.set('authorization', `Bearer ${token}`);
    return fetch(new Request(request, { headers }), ...rest);
  };

const needsKey = (request: Request): boolean =>
  request.method === 'POST' && !request.headers.has('authorization') && admissionPath.test(new URL(request.url).pathname);
