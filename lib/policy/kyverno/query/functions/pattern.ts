import { failed, type Outcome, valued } from '../../outcome.ts';
import { type Regex, type RegexMatch, regexOf } from '../../scalar/regex.ts';
import { matchesWildcard } from '../../scalar/wildcard.ts';
import type { QueryScope } from '../scope.ts';
import { text, textOrNumber } from './argument.ts';
import { define, type QueryFunction } from './define.ts';
import { longestText, tooLong } from './grow.ts';
import { randomText } from './random.ts';
import { expanded } from './template.ts';
import { asText } from './type.ts';

export const patternFunctions: readonly QueryFunction[] = [
  define('regex_match', [text, textOrNumber], ([source, value], { budget }) =>
    withRegex(source, (regex) => valued(regex.test(written(value), budget))),
  ),
  define('regex_replace_all', [text, textOrNumber, textOrNumber], ([source, value, by], scope) =>
    withRegex(source, (regex) => replaceAll(regex, written(value), (match) => expanded(written(by), match), scope)),
  ),
  define('regex_replace_all_literal', [text, textOrNumber, textOrNumber], ([source, value, by], scope) =>
    withRegex(source, (regex) => replaceAll(regex, written(value), () => written(by), scope)),
  ),
  define('pattern_match', [text, textOrNumber], ([pattern, value], { budget }) => valued(matchesWildcard(pattern, written(value), budget))),
  // The same text for the same pattern: a verdict must come out the same when it is judged again.
  define('random', [text], ([source]) => randomText(source)),
];

const written = (value: string | number): string => asText(value) ?? '';

const withRegex = (source: string, use: (regex: Regex) => Outcome): Outcome => {
  const regex = regexOf(source);
  return regex ? use(regex) : failed(`${JSON.stringify(source.slice(0, 100))} is no regular expression in RE2's syntax, or too large`);
};

const replaceAll = (regex: Regex, value: string, by: (match: RegexMatch) => string, { budget }: QueryScope): Outcome => {
  const parts: string[] = [];
  let from = 0;
  let length = value.length;
  for (const match of regex.matches(value, budget)) {
    // Go passes over an empty match right behind another one.
    if (match.end === from && match.start !== 0) continue;
    const replacement = by(match);
    length += replacement.length;
    if (length > longestText * 2) return tooLong;
    parts.push(value.slice(from, match.start), replacement);
    from = match.end;
  }
  return valued(parts.join('') + value.slice(from));
};
