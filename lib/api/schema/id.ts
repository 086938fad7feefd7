import * as z from 'zod';
import type { IdPrefix } from '../../ports/ids.ts';

/** An id of ours. What has another form names nothing, and costs no look-up. */
export const idOf = (prefix: IdPrefix) => z.string().regex(new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`));

export const idParams = (prefix: IdPrefix) => z.strictObject({ id: idOf(prefix) });
