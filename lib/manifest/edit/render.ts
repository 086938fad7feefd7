import { isList, isObject, type Json } from '../../model/json.ts';
import { plainScalar } from '../yaml/scalar.ts';

/** How a value is written: `eol` of the file, and whether the place is JSON, where every text is quoted. */
export type Style = { readonly eol: string; readonly isJson: boolean };

/** A scalar as short as it can be written without another meaning. */
export const scalarText = (value: Json, isJson: boolean): string => {
  if (typeof value !== 'string' || isJson) return JSON.stringify(value);
  return /^[A-Za-z/][\w./-]*$/.test(value) && plainScalar(value).value === value ? value : JSON.stringify(value);
};

/** On one line: `{ drop: ["ALL"] }`. */
export const flowText = (value: Json, isJson: boolean): string => {
  if (isList(value)) return `[${value.map((item) => flowText(item, isJson)).join(', ')}]`;
  if (!isObject(value)) return typeof value === 'string' ? JSON.stringify(value) : scalarText(value, isJson);
  const members = Object.entries(value).map(([key, member]) => `${scalarText(key, isJson)}: ${flowText(member, isJson)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
};

/** `key: value` in block style from `indent` on, without a line's end; nested maps go on lines of their own, lists stay on one. */
export const blockMember = (key: string, value: Json, indent: string, style: Style): string => {
  const name = scalarText(key, false);
  if (!isObject(value) || Object.keys(value).length === 0) {
    return `${indent}${name}: ${isList(value) || isObject(value) ? flowText(value, false) : scalarText(value, false)}`;
  }
  const nested = Object.entries(value).map(([inner, member]) => blockMember(inner, member, `${indent}  `, style));
  return [`${indent}${name}:`, ...nested].join(style.eol);
};
