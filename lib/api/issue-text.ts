import type * as z from 'zod';

const kinds: { readonly [expected: string]: string | undefined } = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

/** The words of zod that speak of its types. What a schema says itself is not among them. */
const ownWords = /^(Invalid input|Invalid ISO datetime|Too small: |Too big: )/;

/** What is wrong at a place, in words of JSON; a message that a schema was given stays as it is. */
export const issueText = (issue: z.core.$ZodIssue): string => {
  if (!ownWords.test(issue.message)) return lowerFirst(issue.message);
  const text = expectedAt(issue);
  if (text === undefined) return lowerFirst(issue.message);
  return issue.input === undefined ? `is missing: expected ${text}` : `expected ${text}`;
};

const expectedAt = (issue: z.core.$ZodIssue): string | undefined => {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected];
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'invalid_format':
      return issue.format === 'datetime' ? 'a time, as 2026-11-22T10:00:00Z' : undefined;
    case 'too_small':
      return bound(issue.origin, 'at least', Number(issue.minimum));
    case 'too_big':
      return bound(issue.origin, 'at most', Number(issue.maximum));
    case 'invalid_union': {
      const branches = issue.errors.flatMap(([first]) => (first ? (expectedAt(first) ?? []) : []));
      return branches.length > 0 ? [...new Set(branches)].join(' or ') : undefined;
    }
    default:
      return undefined;
  }
};

const bound = (origin: string, word: string, limit: number): string | undefined => {
  const unit = { string: 'character', array: 'item' }[origin];
  return `${word} ${limit}${unit ? ` ${unit}${limit === 1 ? '' : 's'}` : ''}`;
};

const lowerFirst = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1);
