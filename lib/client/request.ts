export type CallInput = {
  readonly params?: { readonly [name: string]: string };
  readonly query?: { readonly [name: string]: unknown };
  readonly body?: unknown;
  /** A document in place of a JSON body, with its media type. */
  readonly text?: { readonly type: string; readonly body: string };
  readonly accept?: string;
  readonly idempotencyKey?: string;
  readonly ifMatch?: string;
  readonly lastEventId?: string;
  readonly signal?: AbortSignal;
};

export const requestOf = (
  url: string,
  { method, path }: { readonly method: string; readonly path: string },
  input: CallInput,
  token: string | undefined,
): Request => {
  const { params = {}, query = {}, body, text, accept = 'application/json', idempotencyKey, ifMatch, lastEventId, signal } = input;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === '') throw new TypeError(`${path} needs ${name}`);
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  const content = text?.body ?? (body === undefined ? undefined : JSON.stringify(body));
  return new Request(`${url.replace(/\/+$/, '')}${filled}${search.size > 0 ? `?${search}` : ''}`, {
    method: method.toUpperCase(),
    redirect: 'error',
    headers: {
      accept,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(content !== undefined && { 'content-type': text?.type ?? 'application/json' }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': JSON.stringify(idempotencyKey) }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    },
    ...(content !== undefined && { body: content }),
    ...(signal && { signal }),
  });
};
