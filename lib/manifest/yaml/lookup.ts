import { pointerTokens } from '../../model/json.ts';
import { end, firstAlias, form, list, map, mergeKey, mergingMap, offset, type Positions, width } from './position.ts';

/** The offset of what is at the pointer in a document, or of the nearest ancestor that is there; 0 where there is no such document. */
export const offsetAt = (positions: Positions, document: number, pointer: string): number => {
  const root = positions.documents[document];
  if (root === undefined) return 0;
  let found = root;
  let value = root;
  for (const token of pointerTokens(pointer)) {
    const collection = meant(positions, value);
    const member = memberOf(positions, collection, token);
    if (member === undefined) break;
    found = member;
    value = positions.rows[collection * width + form] === list ? member : member + 1;
  }
  return positions.rows[found * width + offset] ?? 0;
};

/** What an alias names. */
const meant = ({ rows }: Positions, row: number): number => {
  const what = rows[row * width + form] ?? 0;
  return what <= firstAlias ? firstAlias - what : row;
};

/** More members than this are not gone through for each question. */
const mostSearched = 64;

/** The row of a member's key or of an item; of equal keys the last counts. */
const memberOf = (positions: Positions, collection: number, token: string): number | undefined => {
  const { rows, indexes } = positions;
  const what = rows[collection * width + form];
  if (what !== list && what !== map && what !== mergingMap) return undefined;
  if (what === mergingMap || indexes.has(collection)) return indexOf(positions, collection).get(token);
  const last = rows[collection * width + end] ?? 0;
  let found: number | undefined;
  let number = 0;
  for (let row = collection + 1; row < last; row = rows[row * width + end] ?? last) {
    if (number === mostSearched) return indexOf(positions, collection).get(token);
    if (what === list ? String(number) === token : isKey(positions, row, token)) found = row;
    number += 1;
  }
  return found;
};

const isKey = ({ rows, text, keys }: Positions, key: number, token: string): boolean => {
  const what = rows[key * width + form] ?? 0;
  if (what < 0) return keys[-1 - what] === token;
  return what >> 1 === token.length && text.startsWith(token, (rows[key * width + offset] ?? 0) + (what & 1));
};

const textOf = ({ rows, text, keys }: Positions, key: number): string => {
  const what = rows[key * width + form] ?? 0;
  const start = (rows[key * width + offset] ?? 0) + (what & 1);
  return what < 0 ? (keys[-1 - what] ?? '') : text.slice(start, start + (what >> 1));
};

const indexOf = (positions: Positions, collection: number): ReadonlyMap<string, number> => {
  const { rows, indexes } = positions;
  const known = indexes.get(collection);
  if (known) return known;
  const what = rows[collection * width + form];
  const index = new Map<string, number>();
  const merged: number[] = [];
  for (const row of rowsIn(positions, collection)) {
    if (what === list) index.set(String(index.size), row);
    else if (rows[row * width + form] === mergeKey) merged.push(meant(positions, row + 1));
    else index.set(textOf(positions, row), row);
  }
  for (const source of merged.flatMap((one) => mapsAt(positions, one)))
    for (const [key, row] of indexOf(positions, source)) if (!index.has(key)) index.set(key, row);
  indexes.set(collection, index);
  return index;
};

/** Merged members never override the map's own; of two merged maps the first wins. */
const mapsAt = (positions: Positions, row: number): readonly number[] => {
  const all = positions.rows[row * width + form] === list ? rowsIn(positions, row).map((item) => meant(positions, item)) : [row];
  return all.filter((one) => [map, mergingMap].includes(positions.rows[one * width + form] ?? 0));
};

const rowsIn = ({ rows }: Positions, collection: number): number[] => {
  const found: number[] = [];
  const last = rows[collection * width + end] ?? 0;
  for (let row = collection + 1; row < last; row = rows[row * width + end] ?? last) found.push(row);
  return found;
};
