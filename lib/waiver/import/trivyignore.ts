import { endOf, type ImportedWaivers, joined, skipped } from './imported.ts';

const defaultReason = 'accepted in .trivyignore';

/** A `.trivyignore`: an id a line, `exp:2026-12-31` after it, `#` comments; the comment above an id is its reason. Source: Trivy documentation, "Filtering". */
export const importTrivyignore = (text: string): ImportedWaivers => {
  let comment: string[] = [];
  const parts = text.split(/\r\n|\r|\n/).map((raw, index) => {
    const line = raw.trim();
    if (line.startsWith('#')) {
      comment.push(line.replace(/^#+\s*/, ''));
      return joined([]);
    }
    const reason = comment.join(' ').trim();
    comment = [];
    return line === '' ? joined([]) : waiverOf(line, index + 1, reason === '' ? defaultReason : reason);
  });
  return joined(parts);
};

const waiverOf = (line: string, number: number, reason: string): ImportedWaivers => {
  const [entry = '', ...comments] = line.split('#');
  const [rule = '', ...options] = entry.trim().split(/\s+/);
  const end = options.find((option) => option.startsWith('exp:'))?.slice('exp:'.length);
  const expiresAt = end === undefined ? undefined : endOf(end);
  if (end !== undefined && expiresAt === undefined) return skipped(number, line, `${end} is not a day such as 2026-12-31`);
  const said = comments.join('#').trim();
  return { waivers: [{ scope: { rule }, reason: said === '' ? reason : said, ...(expiresAt && { expiresAt }) }], skipped: [] };
};
