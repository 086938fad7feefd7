import { isList, isObject, type Json, type JsonObject, memberOf } from '../../model/json.ts';
import type { WebhookEvent } from '../event.ts';
import type { Format } from './format.ts';
import { noticeOf } from './notice.ts';

/**
 * A body of the owner's own, for issue trackers and whatever else takes JSON: `{{data.policy.name}}` in a text stands for that member of
 * { id, type, at, tenant, title, link, data }; a text that is nothing else becomes the member itself, with its type. What is not there is empty.
 */
export const template: Format = {
  name: 'template',
  headers: { 'content-type': 'application/json' },
  body: (event, settings) => JSON.stringify(filled(settings.template ?? {}, { ...scopeOf(event), link: settings.link ?? '' })),
};

const scopeOf = ({ id, type, at, tenant, data }: WebhookEvent): JsonObject => ({
  id,
  type,
  at,
  tenant,
  data,
  title: noticeOf({ id, type, at, tenant, data }).title,
});

const placeholder = /\{\{\s*([\w.-]{1,200})\s*\}\}/g;
const onlyPlaceholder = /^\{\{\s*([\w.-]{1,200})\s*\}\}$/;

const filled = (value: Json, scope: JsonObject): Json => {
  if (typeof value === 'string') return filledText(value, scope);
  if (isList(value)) return value.map((item) => filled(item, scope));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, filled(member, scope)]));
};

// One pass: what is put in is never read for placeholders again.
const filledText = (text: string, scope: JsonObject): Json => {
  const [, whole] = onlyPlaceholder.exec(text) ?? [];
  if (whole !== undefined) return valueAt(scope, whole) ?? '';
  return text.replace(placeholder, (_, path: string) => {
    const value = valueAt(scope, path) ?? '';
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
};

const valueAt = (scope: JsonObject, path: string): Json | undefined =>
  path.split('.').reduce<Json | undefined>((at, key) => (isList(at) ? at[Number(key)] : memberOf(at, key)), scope);
