import { randomUUID } from 'node:crypto';
import type {
  DeleteItemCommandInput,
  PutItemCommandInput,
  TransactWriteItem,
  TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Condition, Key, WriteAction } from '../../../ports/table.ts';
import { attributes } from '../../../store/size.ts';
import { type Attributes, attributesOf, keyAttributes } from './item.ts';

/** An action that was checked, with its body as the text that is stored. */
export type CheckedAction = { readonly action: WriteAction; readonly key: Key; readonly body: string };

type ConditionParts = {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Attributes;
};

const conditionOf = (when: Condition): ConditionParts => {
  if (when === 'absent') return { ConditionExpression: 'attribute_not_exists(#pk)', ExpressionAttributeNames: { '#pk': attributes.pk } };
  if (when === 'present') return { ConditionExpression: 'attribute_exists(#pk)', ExpressionAttributeNames: { '#pk': attributes.pk } };
  return {
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': attributes.version },
    ExpressionAttributeValues: { ':version': { N: String(when.version) } },
  };
};

// The item as it is comes back with the refusal: it tells our own earlier attempt from somebody else's write.
const guarded = (when: Condition | undefined): Partial<ConditionParts> & { readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' } =>
  when === undefined ? {} : { ...conditionOf(when), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };

/** One write alone costs half of what it costs in a transaction. Source: DynamoDB developer guide, transactions, capacity management. */
export type SingleInput =
  | { readonly kind: 'put'; readonly input: PutItemCommandInput }
  | { readonly kind: 'delete'; readonly input: DeleteItemCommandInput };

/** Undefined when the list needs a transaction. */
export const singleInput = (table: string, checked: readonly CheckedAction[]): SingleInput | undefined => {
  const [only, ...more] = checked;
  if (only === undefined || more.length > 0) return undefined;
  const { action, key, body } = only;
  switch (action.kind) {
    case 'put':
      return { kind: 'put', input: { TableName: table, Item: attributesOf(action.item, body), ...guarded(action.when) } };
    case 'delete':
      return { kind: 'delete', input: { TableName: table, Key: keyAttributes(key), ...guarded(action.when) } };
    case 'check':
      return undefined;
  }
};

/** The token makes a repetition after a lost answer count once, for ten minutes. Source: TransactWriteItems, ClientRequestToken. */
export const transactionInput = (table: string, checked: readonly CheckedAction[]): TransactWriteItemsCommandInput => ({
  ClientRequestToken: randomUUID(),
  TransactItems: checked.map((one) => transactItem(table, one)),
});

const transactItem = (table: string, { action, key, body }: CheckedAction): TransactWriteItem => {
  const condition = action.when === undefined ? {} : conditionOf(action.when);
  switch (action.kind) {
    case 'put':
      return { Put: { TableName: table, Item: attributesOf(action.item, body), ...condition } };
    case 'delete':
      return { Delete: { TableName: table, Key: keyAttributes(key), ...condition } };
    case 'check':
      return { ConditionCheck: { TableName: table, Key: keyAttributes(key), ...conditionOf(action.when) } };
  }
};
