import { isList, isObject, type Json } from '../../model/json.ts';
import { plainScalar } from '../yaml/scalar.ts';

// A colon inside a word, as in an image's name, opens no member.
const safe = /^[A-Za-z_/](?:[A-Za-z0-9_./@-]|:(?=[A-Za-z0-9_./@-]))*$/;

/** Writes a scalar so that every YAML reader takes it for one value. */
export const scalarText = (value: Json, quote: '' | '"' | "'" = ''): string => {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (quote === "'" && !/['\n\r]/.test(value)) return `'${value}'`;
  const isPlain = quote === '' && safe.test(value) && plainScalar(value).value === value && !plainScalar(value).ambiguous;
  return isPlain ? value : JSON.stringify(value);
};

/** A value on one line; `isJson`: keys and texts in quotes, as in a JSON file. */
export const flowText = (value: Json, isJson: boolean): string => {
  if (isJson) return JSON.stringify(value);
  if (isList(value)) return `[${value.map((item) => flowText(item, false)).join(', ')}]`;
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([key, member]) => `${scalarText(key)}: ${flowText(member, false)}`)
      .join(', ')}}`;
  return scalarText(value);
};

/** A value in block style: what stands after `key:` or `- `, in lines indented by `indent`. */
export const blockText = (value: Json, indent: number, eol: string): string => {
  const pad = ' '.repeat(indent);
  if (isObject(value) && Object.keys(value).length > 0) {
    return Object.entries(value)
      .map(([key, member]) => `${eol}${pad}${scalarText(key)}:${blockText(member, indent + 2, eol)}`)
      .join('');
  }
  if (isList(value) && value.length > 0) return value.map((item) => `${eol}${pad}- ${itemText(item, indent + 2, eol)}`).join('');
  return ` ${flowText(value, false)}`;
};

/** A list's item: its first line follows the dash. */
export const itemText = (value: Json, indent: number, eol: string): string => blockText(value, indent, eol).trimStart();
