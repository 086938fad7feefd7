import type { WebhookEvent } from '../event.ts';

/** One form of body. `headers` go with the signature's, which every form has; they say at least what the body is. */
export type Format = {
  readonly name: string;
  readonly headers: { readonly [name: string]: string };
  /** Pure: the same event gives the same bytes at every attempt. */
  body(event: WebhookEvent): string;
};
