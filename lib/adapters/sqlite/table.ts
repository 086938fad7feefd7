import { AppError } from '../../model/error.ts';
import type { Condition, Item, Key, Table, WriteAction, WriteResult } from '../../ports/table.ts';
import { checkedActions, checkKey, limits } from '../../store/limits.ts';
import type { Database } from './database.ts';
import { runQuery } from './query.ts';
import { columns, itemOf, numberOf, valuesOf } from './row.ts';

export const sqliteTable = (database: Database): Table => {
  const read = (key: Key): Item | undefined => {
    checkKey(key);
    const row = database.statement(`SELECT ${columns} FROM items WHERE pk = ? AND sk = ?`).get(key.pk, key.sk);
    return row && itemOf(row);
  };
  return {
    get: async (key) => database.guard(() => read(key)),
    batchGet: async (keys) => {
      if (keys.length > limits.batchKeys) throw new AppError('too-large', `a batch has at most ${limits.batchKeys} keys`);
      return database.guard(() => keys.map(read).filter((item) => item !== undefined));
    },
    query: async (query) => database.guard(() => runQuery(database, query)),
    write: async (actions) => {
      const checked = checkedActions(actions);
      if (checked.length === 0) return { kind: 'written' };
      return database.transact((): WriteResult => {
        const failed = checked.findIndex(({ action, key }) => !holds(database, key, action.when));
        if (failed >= 0) return { kind: 'conflict', action: failed };
        for (const { action, key, body } of checked) apply(database, action, key, body);
        return { kind: 'written' };
      });
    },
  };
};

const holds = (database: Database, key: Key, when: Condition | undefined): boolean => {
  if (when === undefined) return true;
  const row = database.statement('SELECT version FROM items WHERE pk = ? AND sk = ?').get(key.pk, key.sk);
  if (when === 'absent') return row === undefined;
  if (when === 'present') return row !== undefined;
  return row !== undefined && numberOf(row, 'version') === when.version;
};

const put = `INSERT INTO items (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (pk, sk) DO UPDATE SET version = excluded.version, body = excluded.body, bytes = excluded.bytes,
    first_pk = excluded.first_pk, first_sk = excluded.first_sk, second_pk = excluded.second_pk, second_sk = excluded.second_sk,
    expires_at = excluded.expires_at`;

const apply = (database: Database, action: WriteAction, key: Key, body: string): void => {
  switch (action.kind) {
    case 'put':
      database.statement(put).run(...valuesOf(action.item, body));
      return;
    case 'delete':
      database.statement('DELETE FROM items WHERE pk = ? AND sk = ?').run(key.pk, key.sk);
      return;
    case 'check':
      return;
  }
};

/** What DynamoDB's TTL does some time after the moment: gives the number deleted, at most `max`. `now` in milliseconds. */
export const deleteExpired = (database: Database, now: number, max: number): number =>
  database.transact(() =>
    Number(
      database
        .statement('DELETE FROM items WHERE rowid IN (SELECT rowid FROM items WHERE expires_at < ? LIMIT ?)')
        .run(Math.floor(now / 1000), max).changes,
    ),
  );
