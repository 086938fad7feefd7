import * as z from 'zod';

/** Source of the bounds: Dependency-Track v2, 1 to 1,000 with 100 as the default. */
export const limit = z.coerce.number().int().min(1).max(1000).default(100);
export const cursor = z.string().min(1).max(4200).optional().describe('From `next` of the page before, with the same parameters');
export const instant = z.iso.datetime({ offset: true }).describe('RFC 3339');

export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), next: z.string().optional().describe('The cursor of the next page; absent on the last one') });

export const milliseconds = (time: string | undefined): number | undefined => (time === undefined ? undefined : Date.parse(time));
