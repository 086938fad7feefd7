import type { Readable } from 'node:stream';

export type EgressRequest = {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH';
  readonly url: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Uint8Array;
  /** For the whole exchange up to the response's headers. */
  readonly timeoutMs: number;
  /** No byte of the body for this long ends it with `timed-out`. */
  readonly stallMs?: number;
  /** More bytes of body than this end it with `too-large`. Default: no limit. */
  readonly maxBytes?: number;
  /** 0 (the default): a redirect is returned as it is. GET and HEAD follow; each hop is checked anew; credentials are dropped on a change of origin. */
  readonly maxRedirects?: number;
  /** What this call is for: the administrator's allow-lists differ. */
  readonly purpose: 'registry' | 'webhook' | 'advisories' | 'identity';
  readonly signal?: AbortSignal;
};

/** `body` must be read or destroyed. Header names are in lower case. */
export type EgressResponse = {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | undefined };
  readonly body: Readable;
  readonly url: string;
};

/**
 * Outbound HTTP behind the guard: the address is resolved once, checked and then connected to.
 * Throws AppError `egress-refused` (the address is not allowed), `timed-out` or `unavailable` (no connection, too many redirects);
 * the signal's reason when it is aborted.
 */
export type Egress = {
  send(request: EgressRequest): Promise<EgressResponse>;
  /** Refuses early what `send` would refuse before it resolves a name, so that an address can be refused when it is stored. Throws `egress-refused`. */
  check?(address: Pick<EgressRequest, 'url' | 'purpose'>): void;
};
