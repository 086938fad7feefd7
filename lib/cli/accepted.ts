import type { TextSecret } from '../model/evidence.ts';

/** What a comment says of the secret on its line or on the line below. */
export type Accepted = NonNullable<TextSecret['accepted']>;

const own = /plimsoll:ignore\s+([\w,-]{1,200})(?:\s+until\s+(\S{1,40}))?(?:\s+--\s+(.{1,300}?))?\s*(?:\*\/|-->)?\s*$/;
// Sources: gitleaks, README, "Additional configuration"; detect-secrets, README, "Inline allowlisting".
const others = /gitleaks:allow|pragma:\s*(?:allow|white)list\s+secret/i;
const isoDate = /^\d{4}-\d\d-\d\d$/;
const maxLine = 2_000;

/** Undefined when nothing on the line, nor a comment alone on the line above, accepts the secret. `line` counts from 1. */
export const acceptedAt = (lines: readonly string[], line: number): Accepted | undefined => {
  const here = lines[line - 1] ?? '';
  const above = lines[line - 2] ?? '';
  return readMark(here) ?? (/^\s*(?:#|\/\/|--|;|\/\*|<!--)/.test(above) ? readMark(above) : undefined);
};

const readMark = (text: string): Accepted | undefined => {
  const searched = text.slice(-maxLine);
  const [matched, rules = '', until, reason = ''] = own.exec(searched) ?? [];
  if (matched !== undefined && rules.split(',').includes('repository-secret')) {
    // A date that cannot be read has passed: nothing is accepted for ever by a typing mistake.
    const day = until === undefined || isoDate.test(until) ? until : '1970-01-01';
    return { reason: reason || 'comment beside it', ...(day !== undefined && { expiresAt: `${day}T00:00:00Z` }) };
  }
  const other = others.exec(searched)?.[0];
  return other === undefined ? undefined : { reason: other };
};
