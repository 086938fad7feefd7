import { cloudevents } from './cloudevents.ts';
import type { Format } from './format.ts';
import { standard } from './standard.ts';

export const formatNames = ['standard', 'cloudevents'] as const;
export type FormatName = (typeof formatNames)[number];

/** Every form of body; a form is one file and one row. */
export const formats: { readonly [name in FormatName]: Format } = { standard, cloudevents };
