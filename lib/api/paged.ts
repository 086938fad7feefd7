import * as z from 'zod';
import { AppError } from '../model/error.ts';
import type { Json } from '../model/json.ts';
import type { Cursors } from './cursor.ts';
import type { Invocation } from './endpoint.ts';
import { json } from './reply.ts';

type Page<P> = { readonly items: readonly unknown[]; readonly next?: P | undefined };

type List<P> = {
  readonly operation: string;
  /** All that must not change between pages. */
  readonly filters: object;
  readonly cursor: string | undefined;
  readonly position: z.ZodType<P>;
  read(after: P | undefined): Promise<Page<P>>;
};

/** One page of a list. The cursor is bound to the tenant, the operation and the filters, so that one sent with others is refused. */
export const paged = async <P extends Json>(
  { cursors, caller }: Pick<Invocation, 'cursors' | 'caller'>,
  request: Request,
  list: List<P>,
): Promise<Response> => {
  const binding = { tenant: caller.tenant, operation: list.operation, filters: list.filters };
  const page = await list.read(await openCursor(cursors, binding, list));
  if (page.next === undefined) return json(200, { items: page.items });
  const next = await cursors.seal(binding, page.next);
  const address = new URL(request.url);
  address.searchParams.set('cursor', next);
  return json(200, { items: page.items, next }, { link: `<${address.pathname}${address.search}>; rel="next"` });
};

/** Where an earlier page ended. Throws AppError `invalid-cursor`. */
export const openCursor = async <P>(
  cursors: Cursors,
  binding: Parameters<Cursors['open']>[0],
  list: { readonly cursor: string | undefined; readonly position: z.ZodType<P> },
): Promise<P | undefined> => {
  if (list.cursor === undefined) return undefined;
  const parsed = list.position.safeParse(await cursors.open(binding, list.cursor));
  if (parsed.success) return parsed.data;
  // Signed by us, of another version: the list starts anew.
  throw new AppError('invalid-cursor', 'start the list again', { places: [{ message: 'of another version', pointer: '/query/cursor' }] });
};

/** A position that the table itself gave. */
export const pageKey: z.ZodType<{ readonly [key: string]: Json }> = z.record(z.string(), z.json());
