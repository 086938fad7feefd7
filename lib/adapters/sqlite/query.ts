import { AppError } from '../../model/error.ts';
import { stringAt } from '../../model/json.ts';
import type { Item, Page, PageKey, Query } from '../../ports/table.ts';
import { checkQuery, limits } from '../../store/limits.ts';
import { afterPrefix } from '../../store/range.ts';
import type { Database } from './database.ts';
import type { Row, Value } from './driver.ts';
import { columns, itemOf, numberOf } from './row.ts';

const partitionColumn = { main: 'pk', first: 'first_pk', second: 'second_pk' } as const;
const sortColumn = { main: 'sk', first: 'first_sk', second: 'second_sk' } as const;

type Clause = { readonly sql: string; readonly values: readonly Value[] };

const rangeClauses = (query: Query, sort: string): Clause[] => {
  const from = query.from ?? query.prefix;
  const below = query.prefix === undefined ? undefined : afterPrefix(query.prefix);
  return [
    ...(from === undefined ? [] : [{ sql: `${sort} >= ?`, values: [from] }]),
    ...(query.to === undefined ? [] : [{ sql: `${sort} <= ?`, values: [query.to] }]),
    ...(below === undefined ? [] : [{ sql: `${sort} < ?`, values: [below] }]),
  ];
};

// Index keys may repeat, so an index continues after (index sort key, table key).
const afterClause = (query: Query, sort: string): Clause[] => {
  if (query.after === undefined) return [];
  const sign = query.descending ? '<' : '>';
  const place = placeOf(query.after);
  if (query.index === undefined) return [{ sql: `sk ${sign} ?`, values: [place.sk] }];
  return [{ sql: `(${sort}, pk, sk) ${sign} (?, ?, ?)`, values: [place.indexSk, place.pk, place.sk] }];
};

const placeOf = (after: PageKey): { pk: string; sk: string; indexSk: string } => {
  const sk = stringAt(after, 'sk');
  if (sk === undefined) throw new AppError('invalid-cursor', 'this cursor is of another list');
  return { sk, pk: stringAt(after, 'pk') ?? '', indexSk: stringAt(after, 'indexSk') ?? '' };
};

const placeAfter = (item: Item, query: Query): PageKey => {
  if (query.index === undefined) return { sk: item.sk };
  return { pk: item.pk, sk: item.sk, indexSk: item[query.index]?.sk ?? '' };
};

/** A page ends before the item that would take it over 1 MB; the first item always fits. */
export const runQuery = (database: Database, query: Query): Page => {
  checkQuery(query);
  const partition = partitionColumn[query.index ?? 'main'];
  const sort = sortColumn[query.index ?? 'main'];
  const clauses = [{ sql: `${partition} = ?`, values: [query.partition] }, ...rangeClauses(query, sort), ...afterClause(query, sort)];
  const direction = query.descending ? 'DESC' : 'ASC';
  const order = query.index === undefined ? `sk ${direction}` : `${sort} ${direction}, pk ${direction}, sk ${direction}`;
  const where = clauses.map(({ sql }) => sql).join(' AND ');
  const rows = database
    .statement(`SELECT ${columns} FROM items WHERE ${where} ORDER BY ${order}`)
    .iterate(...clauses.flatMap(({ values }) => values));
  return pageOf(rows, query);
};

const pageOf = (rows: Iterable<Row>, query: Query): Page => {
  const items: Item[] = [];
  let bytes = 0;
  for (const row of rows) {
    bytes += numberOf(row, 'bytes');
    const last = items.at(-1);
    if (last && (items.length === query.limit || bytes > limits.pageBytes)) return { items, next: placeAfter(last, query) };
    items.push(itemOf(row));
  }
  return { items };
};
