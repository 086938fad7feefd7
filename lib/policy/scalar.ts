import type { Json } from '../model/json.ts';

const nothing = new Set(['', '~', 'null', 'Null', 'NULL']);
const yes = new Set(['true', 'True', 'TRUE']);
const no = new Set(['false', 'False', 'FALSE']);
const decimal = /^[-+]?[0-9]+$/;
const octal = /^0o[0-7]+$/;
const hexadecimal = /^0x[0-9a-fA-F]+$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** The value of a plain scalar. Source: YAML 1.2.2 section 10.3.2, core schema; infinities and NaN stay text, JSON has none. */
export const plainScalar = (text: string): Json => {
  if (nothing.has(text)) return null;
  if (yes.has(text)) return true;
  if (no.has(text)) return false;
  const isNumber = decimal.test(text) || octal.test(text) || hexadecimal.test(text) || float.test(text);
  if (!isNumber) return text;
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
};
