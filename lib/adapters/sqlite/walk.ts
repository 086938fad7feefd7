import { stringAt } from '../../model/json.ts';
import type { TableWalk } from '../../ports/table.ts';
import type { Database } from './database.ts';
import { columns, itemOf } from './row.ts';

const perPage = 500;

/** In the order of keys. */
export const sqliteWalk = (database: Database): TableWalk => ({
  page: async (after) =>
    database.guard(() => {
      const place = [stringAt(after, 'pk') ?? '', stringAt(after, 'sk') ?? ''] as const;
      const rows = database
        .statement(`SELECT ${columns} FROM items WHERE (pk, sk) > (?, ?) ORDER BY pk, sk LIMIT ${perPage}`)
        .all(...place)
        .map(itemOf);
      const last = rows.at(-1);
      return { items: rows, ...(rows.length === perPage && last && { next: { pk: last.pk, sk: last.sk } }) };
    }),
});
