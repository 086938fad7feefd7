import type { TextSecret } from '../model/evidence.ts';
import { endOfDay } from '../model/waiver.ts';

/** What a comment says of the secret on its line or on the line below. */
export type Accepted = NonNullable<TextSecret['accepted']>;

const own = /plimsoll:ignore\s+([\w,-]{1,200})(?:\s+until\s+(\S{1,40}))?(?:\s+--\s+(.{1,300}?))?\s*(?:\*\/|-->)?\s*$/;
// Sources: gitleaks, README, "Additional configuration"; detect-secrets, README, "Inline allowlisting".
const others = /gitleaks:allow|pragma:\s*(?:allow|white)list\s+secret/i;
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
    return { reason: reason || 'comment beside it', ...(until !== undefined && { expiresAt: endOfDay(until) }) };
  }
  const other = others.exec(searched)?.[0];
  return other === undefined ? undefined : { reason: other };
};
