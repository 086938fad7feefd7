import { createRequire } from 'node:module';
import { expect, it } from 'vitest';

const load = createRequire(import.meta.url);
const used = (table: string, tableStream: string): Promise<object> =>
  load('../../infra/used-table.cjs')({ resolveVariable: async (name: string) => (name === 'param:table' ? table : tableStream) });

const arn = 'arn:aws:dynamodb:us-east-1:123456789012:table/plimsoll-restored';
const stream = `${arn}/stream/2026-11-27T08:00:00.000`;

it('is the stack’s own, or the one that was restored', async () => {
  expect(await used('', '')).toMatchObject({ name: { Ref: 'Table' }, arn: { 'Fn::GetAtt': ['Table', 'Arn'] } });
  expect(await used(' plimsoll-restored', stream)).toEqual({ name: 'plimsoll-restored', arn, stream, inText: 'plimsoll-restored' });
});

it.each([
  ['a table without its stream', 'plimsoll-restored', '', 'are given together'],
  ['a stream without its table', '', stream, 'are given together'],
  ['the stream of another table', 'restored', stream, 'not the ARN of a stream of the table restored'],
  ['a table’s ARN in place of its stream’s', 'plimsoll-restored', arn, 'not the ARN of a stream'],
])('%s is refused', async (_what, table, tableStream, said) => {
  await expect(used(table, tableStream)).rejects.toThrow(said);
});
