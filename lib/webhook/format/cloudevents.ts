import { stringAt } from '../../model/json.ts';
import type { Format } from './format.ts';

/** Structured mode. Source: CloudEvents 1.0.2, "JSON Event Format"; the id is the delivery's `webhook-id`, so that duplicates can be told. */
export const cloudevents: Format = {
  name: 'cloudevents',
  headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
  body: ({ id, tenant, type, at, data }, { link }) => {
    const subject = stringAt(data, 'verdictId') ?? stringAt(data, 'scanId');
    return JSON.stringify({
      specversion: '1.0',
      id,
      source: `/plimsoll/${encodeURIComponent(tenant)}`,
      type: `dev.plimsoll.${type}`,
      time: at,
      datacontenttype: 'application/json',
      ...(subject !== undefined && { subject }),
      data: { ...data, ...(link !== undefined && { link }) },
    });
  },
};
