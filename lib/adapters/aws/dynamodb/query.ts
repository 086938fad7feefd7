import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { AppError } from '../../../model/error.ts';
import { stringAt } from '../../../model/json.ts';
import type { PageKey, Query } from '../../../ports/table.ts';
import { checkQuery } from '../../../store/limits.ts';
import { compareBytes } from '../../../store/range.ts';
import { attributes } from '../../../store/size.ts';
import { type Attributes, indexAttributes, keyAttributes, textOf } from './item.ts';

const keysOf = ({ index }: Query): { readonly pk: string; readonly sk: string } =>
  index === undefined ? attributes : indexAttributes[index];

/** Undefined for a range that holds nothing: DynamoDB refuses BETWEEN with crossed bounds. */
export const queryInput = (table: string, query: Query): QueryCommandInput | undefined => {
  checkQuery(query);
  const start = query.after && startKey(query, query.after);
  const { prefix, from, to } = query;
  if (from !== undefined && to !== undefined && compareBytes(from, to) > 0) return undefined;
  const { pk, sk } = keysOf(query);
  const range = rangeOf(query);
  return {
    TableName: table,
    ...(query.index !== undefined && { IndexName: query.index }),
    // A read through an index cannot be consistent. Source: DynamoDB API reference, Query, ConsistentRead.
    ConsistentRead: query.index === undefined,
    KeyConditionExpression: `#pk = :pk${range}`,
    ExpressionAttributeNames: { '#pk': pk, ...(range !== '' && { '#sk': sk }) },
    ExpressionAttributeValues: {
      ':pk': { S: query.partition },
      ...(prefix !== undefined && { ':prefix': { S: prefix } }),
      ...(from !== undefined && { ':from': { S: from } }),
      ...(to !== undefined && { ':to': { S: to } }),
    },
    ScanIndexForward: query.descending !== true,
    ...(query.limit !== undefined && { Limit: query.limit }),
    ...(start && { ExclusiveStartKey: start }),
  };
};

const rangeOf = ({ prefix, from, to }: Query): string => {
  if (prefix !== undefined) return ' AND begins_with(#sk, :prefix)';
  if (from !== undefined && to !== undefined) return ' AND #sk BETWEEN :from AND :to';
  if (from !== undefined) return ' AND #sk >= :from';
  return to === undefined ? '' : ' AND #sk <= :to';
};

// The same shape as the SQLite home's, so that a cursor outlives a move from one to the other.
const startKey = (query: Query, after: PageKey): Attributes => {
  const sk = stringAt(after, 'sk');
  if (sk === undefined) throw otherList();
  if (query.index === undefined) return keyAttributes({ pk: query.partition, sk });
  const [pk, indexSk] = [stringAt(after, 'pk'), stringAt(after, 'indexSk')];
  if (pk === undefined || indexSk === undefined) throw otherList();
  const names = indexAttributes[query.index];
  return { ...keyAttributes({ pk, sk }), [names.pk]: { S: query.partition }, [names.sk]: { S: indexSk } };
};

const otherList = (): AppError => new AppError('invalid-cursor', 'this cursor is of another list');

export const pageKey = (query: Query, last: Attributes): PageKey => {
  const sk = textOf(last, attributes.sk);
  if (query.index === undefined) return { sk };
  return { pk: textOf(last, attributes.pk), sk, indexSk: textOf(last, indexAttributes[query.index].sk) };
};
