import { AppError } from '../model/error.ts';
import type { Advisories } from '../ports/advisories.ts';

/** Where a database is published, it is usually fetched within a request or two. */
const retryAfterSeconds = 5;

/** The advisories when there is a database of them. Throws AppError `unavailable`: an empty answer would read as "none known". */
export const loaded = <T extends Pick<Advisories, 'database'>>(advisories: T | undefined): T => {
  if (!advisories?.database()) throw new AppError('unavailable', 'no advisory database is loaded', { retryAfterSeconds });
  return advisories;
};
