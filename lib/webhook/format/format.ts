import type { JsonObject } from '../../model/json.ts';
import type { WebhookEvent } from '../event.ts';

/** What is added to an event: `credential` is PagerDuty's routing key, which other formats send as the `authorization` header; `link` is where to read on. */
export type FormatSettings = {
  readonly credential: string | undefined;
  readonly template: JsonObject | null;
  readonly link?: string | undefined;
};

/** One form of body. `headers` go with the signature's, which every form has; they say at least what the body is. */
export type Format = {
  readonly name: string;
  readonly headers: { readonly [name: string]: string };
  /** Whoever knows the endpoint's address may post there: it is shown without its path. */
  readonly isAddressSecret?: boolean;
  /** Pure: the same event gives the same bytes at every attempt. */
  body(event: WebhookEvent, settings: FormatSettings): string;
};
