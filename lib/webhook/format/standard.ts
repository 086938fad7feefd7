import type { Format } from './format.ts';

/** Source: Standard Webhooks 1.0.0, "Payload structure". */
export const standard: Format = {
  name: 'standard',
  headers: { 'content-type': 'application/json' },
  body: ({ type, at, data }, { link }) => JSON.stringify({ type, timestamp: at, data: { ...data, ...(link !== undefined && { link }) } }),
};
