import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { AppError } from '../../../model/error.ts';
import { isObject, type Json, type JsonObject } from '../../../model/json.ts';
import type { IndexName, Item, Key } from '../../../ports/table.ts';
import { attributes } from '../../../store/size.ts';

export type Attributes = Record<string, AttributeValue>;

export const indexAttributes: { readonly [index in IndexName]: { readonly pk: string; readonly sk: string } } = {
  first: { pk: attributes.firstPk, sk: attributes.firstSk },
  second: { pk: attributes.secondPk, sk: attributes.secondSk },
};

export const keyAttributes = ({ pk, sk }: Key): Attributes => ({ [attributes.pk]: { S: pk }, [attributes.sk]: { S: sk } });

const indexKeyAttributes = (index: IndexName, key: Key | undefined): Attributes =>
  key === undefined ? {} : { [indexAttributes[index].pk]: { S: key.pk }, [indexAttributes[index].sk]: { S: key.sk } };

/** `body` is the item's body as the text that is stored. */
export const attributesOf = (item: Item, body: string): Attributes => ({
  ...keyAttributes(item),
  [attributes.version]: { N: String(item.version) },
  [attributes.body]: { S: body },
  ...indexKeyAttributes('first', item.first),
  ...indexKeyAttributes('second', item.second),
  ...(item.expiresAt !== undefined && { [attributes.expiresAt]: { N: String(item.expiresAt) } }),
});

export const itemOf = (found: Attributes): Item => {
  const first = indexKeyOf('first', found);
  const second = indexKeyOf('second', found);
  const expiresAt = found[attributes.expiresAt]?.N;
  return {
    pk: textOf(found, attributes.pk),
    sk: textOf(found, attributes.sk),
    version: versionOf(found),
    body: bodyOf(found),
    ...(first && { first }),
    ...(second && { second }),
    ...(expiresAt !== undefined && { expiresAt: Number(expiresAt) }),
  };
};

export const textOf = (found: Attributes, name: string): string => found[name]?.S ?? unreadable(`${name} holds no text`);

export const versionOf = (found: Attributes): number => Number(found[attributes.version]?.N ?? unreadable('there is no version'));

const indexKeyOf = (index: IndexName, found: Attributes): Key | undefined => {
  const { pk, sk } = indexAttributes[index];
  return found[pk] === undefined ? undefined : { pk: textOf(found, pk), sk: textOf(found, sk) };
};

const bodyOf = (found: Attributes): JsonObject => {
  const body: Json = JSON.parse(textOf(found, attributes.body));
  return isObject(body) ? body : unreadable('the body is no object');
};

const unreadable = (internal: string): never => {
  throw new AppError('internal', 'a stored item cannot be read', { internal });
};
