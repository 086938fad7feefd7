import { sha256 } from '../../model/digest.ts';
import { listAt, objectAt, stringAt } from '../../model/json.ts';
import type { WebhookEvent } from '../event.ts';
import type { Format } from './format.ts';
import { noticeOf, type Tone } from './notice.ts';

const severities: { readonly [tone in Tone]: string } = { good: 'info', warning: 'warning', bad: 'error', plain: 'info' };

/**
 * An incident for what was denied, undecided or failed, closed by the next verdict on the same repositories and files by the same policy that lets them go.
 * Source: PagerDuty, Events API v2.
 */
export const pagerduty: Format = {
  name: 'pagerduty',
  headers: { 'content-type': 'application/json' },
  body: (event, { credential = '', link }) => {
    const { title, tone, facts } = noticeOf(event);
    const isResolved = event.type === 'verdict.allowed' || event.type === 'verdict.warned';
    return JSON.stringify({
      routing_key: credential,
      event_action: isResolved ? 'resolve' : 'trigger',
      dedup_key: dedupKey(event),
      payload: {
        summary: title,
        source: `plimsoll/${event.tenant}`,
        severity: severities[tone],
        timestamp: event.at,
        class: event.type,
        custom_details: { ...Object.fromEntries(facts.map(({ name, value }) => [name, value])), event: event.id },
      },
      ...(link !== undefined && { links: [{ href: link, text: 'Read on' }] }),
    });
  },
};

// The tag is left out: the verdict on the mended image, under another tag, is what ends the incident.
const dedupKey = ({ tenant, type, id, data }: WebhookEvent): string => {
  const names = listAt(data, 'subjects').map((subject) => stringAt(subject, 'repository') ?? stringAt(subject, 'ref') ?? '');
  const policy = stringAt(objectAt(data, 'policy'), 'name') ?? '';
  const about =
    type.startsWith('verdict.') && names.length > 0 ? JSON.stringify([policy, stringAt(data, 'environment') ?? '', ...names]) : id;
  return `plimsoll-${sha256(JSON.stringify([tenant, about])).slice(7, 39)}`;
};
