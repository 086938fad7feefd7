import { isList, isObject, type Json, memberOf } from '../../../model/json.ts';
import { failed, type Outcome, valued } from '../outcome.ts';
import { plainNumber } from '../scalar/number-text.ts';
import { referencesIn } from './find.ts';
import type { Replace } from './traverse.ts';

const escaped = /\\(\$\([^\n][^ )]*\))/g;
const operator = /^(?:>=|<=|>|<|!)/;
const anchored = /^[+<=X^]?\((.+)\)$/;

/**
 * Replaces `$(./../limits/memory)`, a path to another string of the same document, relative to where it stands, or absolute. `$(<=./../limits/memory)`
 * puts the operator before what is found. `\$(` is left as `$(`. Source: Kyverno, substituteReferencesIfAny.
 */
export const replaceReferences =
  (document: Json): Replace =>
  (text, path) => {
    let made = text;
    for (const found of referencesIn(text)) {
      const resolved = resolve(document, found.text, path);
      if (resolved.kind !== 'value') return resolved;
      made = made.replace(found.before + found.text, () => found.before + resolved.value);
    }
    return valued(made.replace(escaped, '$1'));
  };

const resolve = (document: Json, reference: string, path: readonly string[]): Outcome<string> => {
  const inner = reference.replace(/^[$()]+|[$()]+$/g, '');
  const sign = operator.exec(inner)?.[0] ?? '';
  const wanted = inner.slice(sign.length);
  const value = wanted === '' ? undefined : leafAt(document, absolute(wanted, path));
  if (typeof value === 'string') return valued(sign + value);
  if (typeof value === 'number' && sign !== '') return valued(sign + plainNumber(value));
  return failed(`the reference ${reference} leads to no string`);
};

const absolute = (wanted: string, path: readonly string[]): readonly string[] => {
  const keys: string[] = wanted.startsWith('/') ? [] : path.map(withoutAnchor);
  for (const key of wanted.split('/')) {
    if (key === '..') keys.pop();
    else if (key !== '' && key !== '.') keys.push(key);
  }
  return keys;
};

const withoutAnchor = (key: string): string => anchored.exec(key)?.[1] ?? key;

const leafAt = (value: Json, path: readonly string[]): Json | undefined => {
  let found: Json | undefined = value;
  for (const key of path) found = isList(found) ? found[Number(key)] : memberWithoutAnchor(found, key);
  return found;
};

const memberWithoutAnchor = (value: Json | undefined, name: string): Json | undefined => {
  const member = memberOf(value, name);
  if (member !== undefined || !isObject(value)) return member;
  const key = Object.keys(value).find((each) => withoutAnchor(each) === name);
  return key === undefined ? undefined : value[key];
};
