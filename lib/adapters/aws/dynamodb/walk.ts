import { stringAt } from '../../../model/json.ts';
import type { TableWalk } from '../../../ports/table.ts';
import { attributes } from '../../../store/size.ts';
import { calling } from '../failure.ts';
import { itemOf, keyAttributes, textOf } from './item.ts';
import { type DynamoTableOptions, dynamoClient } from './table.ts';

/** A page is 1 MB. In the order of the table's own hash, which a place keeps its meaning in. Source: DynamoDB API reference, Scan. */
export const dynamoWalk = ({ table, client = dynamoClient() }: Pick<DynamoTableOptions, 'table' | 'client'>): TableWalk => ({
  page: (after) =>
    calling('the store', async () => {
      const { ScanCommand } = await import('@aws-sdk/client-dynamodb');
      const start = after && { ExclusiveStartKey: keyAttributes({ pk: stringAt(after, 'pk') ?? '', sk: stringAt(after, 'sk') ?? '' }) };
      const input = { TableName: table, ConsistentRead: true, ...start };
      const { Items = [], LastEvaluatedKey: last } = await (await client()).send(new ScanCommand(input));
      const next = last && { pk: textOf(last, attributes.pk), sk: textOf(last, attributes.sk) };
      return { items: Items.map(itemOf), ...(next && { next }) };
    }),
});
