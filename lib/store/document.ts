import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import * as z from 'zod';
import { AppError } from '../model/error.ts';
import type { Storable } from '../model/json.ts';
import type { Key, Table } from '../ports/table.ts';
import { limits } from './limits.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Where a document is: in the item that points to it, or in chunks beside it. */
export const savedDocument = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('inline'), data: z.string() }),
  z.object({ kind: z.literal('chunks'), content: z.string(), count: z.number().int() }),
]);
export type SavedDocument = z.infer<typeof savedDocument>;

const inlineCharacters = 16 * 1024;
// With its keys and names a chunk stays well below 400 KB.
const chunkCharacters = 380_000;
const largestBytes = 256 * 1024 * 1024;

const chunkKey = (base: Key, content: string, index: number): Key => ({
  pk: base.pk,
  sk: `${base.sk}#${content}#${String(index).padStart(4, '0')}`,
});

/**
 * Stores a value of any size below `base`, compressed, and gives what finds it again: put that into an item afterwards.
 * Chunks are named by their content, so a reader that holds an older pointer never gets a mixture.
 */
export const saveDocument = async (table: Table, base: Key, value: Storable): Promise<SavedDocument> => {
  const text = JSON.stringify(value);
  if (text.length > largestBytes) throw new AppError('too-large', `a document has at most ${largestBytes} bytes`);
  const packed = await pack(text, { level: constants.Z_BEST_SPEED });
  const data = packed.toString('base64');
  if (data.length <= inlineCharacters) return { kind: 'inline', data };
  const content = createHash('sha256').update(packed).digest('hex').slice(0, 16);
  const count = Math.ceil(data.length / chunkCharacters);
  for (let index = 0; index < count; index += 1) {
    const body = { data: data.slice(index * chunkCharacters, (index + 1) * chunkCharacters) };
    await table.write([{ kind: 'put', item: { ...chunkKey(base, content, index), version: 1, body } }]);
  }
  return { kind: 'chunks', content, count };
};

/** `base` is the key that it was saved with. */
export const loadDocument = async (table: Table, base: Key, saved: SavedDocument): Promise<unknown> => {
  const data = saved.kind === 'inline' ? saved.data : await joinChunks(table, base, saved);
  const unpacked = await unpack(Buffer.from(data, 'base64'), { maxOutputLength: 4 * largestBytes });
  return JSON.parse(unpacked.toString());
};

const joinChunks = async (table: Table, base: Key, { content, count }: SavedDocument & { kind: 'chunks' }): Promise<string> => {
  const keys = Array.from({ length: count }, (_, index) => chunkKey(base, content, index));
  const parts: string[] = [];
  for (let start = 0; start < count; start += limits.batchKeys) {
    const items = await table.batchGet(keys.slice(start, start + limits.batchKeys));
    for (const { body } of items) parts.push(typeof body['data'] === 'string' ? body['data'] : '');
  }
  if (parts.length < count) throw new AppError('internal', 'a stored document is not complete', { internal: `${base.pk} ${base.sk}` });
  return parts.join('');
};
