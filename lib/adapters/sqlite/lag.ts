import type { Clock } from '../../ports/clock.ts';
import type { Table, WriteAction } from '../../ports/table.ts';

/**
 * Index reads that are `delayMs` behind, as DynamoDB's may be: they are answered by `mirror`, a second empty table that gets each
 * transaction late. For tests of code that reads through an index.
 */
export const laggingIndexes = (table: Table, mirror: Table, options: { readonly clock: Clock; readonly delayMs: number }): Table => {
  const pending: { readonly at: number; readonly actions: readonly WriteAction[] }[] = [];
  const catchUp = async (): Promise<void> => {
    const until = options.clock.now() - options.delayMs;
    while (pending[0] && pending[0].at <= until) {
      const { actions } = pending.shift() ?? { actions: [] };
      await mirror.write(actions.filter(({ kind }) => kind !== 'check').map(unconditional));
    }
  };
  return {
    ...table,
    query: async (query) => {
      if (query.index === undefined) return table.query(query);
      await catchUp();
      return mirror.query(query);
    },
    write: async (actions) => {
      const result = await table.write(actions);
      if (result.kind === 'written') pending.push({ at: options.clock.now(), actions });
      return result;
    },
  };
};

const unconditional = (action: WriteAction): WriteAction =>
  action.kind === 'put' ? { kind: 'put', item: action.item } : action.kind === 'delete' ? { kind: 'delete', key: action.key } : action;
