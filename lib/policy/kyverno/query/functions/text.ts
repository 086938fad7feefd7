import { failed, valued } from '../../outcome.ts';
import { number, text } from './argument.ts';
import { compareTexts } from './compare-texts.ts';
import { define, type QueryFunction } from './define.ts';
import { replaced } from './grow.ts';

export const textFunctions: readonly QueryFunction[] = [
  define('starts_with', [text, text], ([value, start]) => valued(value.startsWith(start))),
  define('ends_with', [text, text], ([value, end]) => valued(value.endsWith(end))),
  define('compare', [text, text], ([left, right]) => valued(compareTexts(left, right))),
  define('equal_fold', [text, text], ([left, right]) => valued(folded(left) === folded(right))),
  define('to_upper', [text], ([value]) => valued(value.toUpperCase())),
  define('to_lower', [text], ([value]) => valued(value.toLowerCase())),
  define('trim', [text, text], ([value, characters]) => valued(trimmed(value, new Set(characters)))),
  define('trim_prefix', [text, text], ([value, prefix]) => valued(value.startsWith(prefix) ? value.slice(prefix.length) : value)),
  define('split', [text, text], ([value, separator]) => valued(separator === '' ? Array.from(value) : value.split(separator))),
  define('replace', [text, text, text, number], ([value, old, by, most]) =>
    replaced(value, old, by, most < 0 ? Number.POSITIVE_INFINITY : Math.trunc(most)),
  ),
  define('replace_all', [text, text, text], ([value, old, by]) => replaced(value, old, by)),
  define('truncate', [text, number], ([value, length]) =>
    valued(
      Array.from(value)
        .slice(0, Math.max(0, Math.trunc(length)))
        .join(''),
    ),
  ),
  define('to_boolean', [text], ([value]) => {
    const lower = value.toLowerCase();
    return lower === 'true' || lower === 'false' ? valued(lower === 'true') : failed('to_boolean takes "true" or "false"');
  }),
  define('path_canonicalize', [text], ([value]) => valued(canonicalPath(value))),
];

// Upper before lower: ſ and K are folded with s and k, as Go's EqualFold has it.
const folded = (value: string): string => Array.from(value, (character) => simpleUpper(character).toLowerCase()).join('');

const simpleUpper = (character: string): string => {
  const upper = character.toUpperCase();
  return upper.length === character.length ? upper : character;
};

const trimmed = (value: string, characters: ReadonlySet<string>): string => {
  const all = Array.from(value);
  const start = all.findIndex((character) => !characters.has(character));
  if (start === -1) return '';
  let end = all.length;
  while (characters.has(all[end - 1] ?? '')) end -= 1;
  return all.slice(start, end).join('');
};

/** Without empty, `.` and `..` elements. Source: Go, `filepath.Join` of one path on Unix. */
const canonicalPath = (path: string): string => {
  if (path === '') return '';
  const isAbsolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!isAbsolute) parts.push(part);
  }
  return isAbsolute ? `/${parts.join('/')}` : parts.join('/') || '.';
};
