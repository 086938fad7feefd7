import * as z from 'zod';
import { AppError } from '../model/error.ts';
import type { Item } from '../ports/table.ts';

/** An item's body as the record that its writer put there; what does not fit is our own fault or a newer version's. */
export const decode = <Schema extends z.ZodType>(schema: Schema, item: Item): z.output<Schema> => {
  const parsed = schema.safeParse(item.body);
  if (parsed.success) return parsed.data;
  throw new AppError('internal', 'a stored record cannot be read', { internal: `${item.pk} ${item.sk}: ${z.prettifyError(parsed.error)}` });
};
