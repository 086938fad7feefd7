import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { originOfSources, updateAdvisories } from '../../lib/cli/advisory-update.ts';
import { newFolder } from '../adapters/advisories/folder.ts';
import { zipOf } from '../adapters/advisories/zip-file.ts';

const record = JSON.stringify({
  id: 'GO-2026-1',
  affected: [{ package: { ecosystem: 'Go', name: 'example.com/a' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }],
});
const whole = zipOf([{ name: 'GO-2026-1.json', data: Buffer.from(record) }]);
// One bit of what is stored: it unpacks to another text.
const damaged = Buffer.from(whole);
damaged.writeUInt8((whole.at(-22 - 46 - 14 + 16) ?? 0) ^ 1, whole.length - 22 - 46 - 14 + 16);

let server: Server;
let body: Buffer;
let isUnchanged = true;
beforeEach(async () => {
  isUnchanged = true;
  // Says that nothing has changed to whoever has any copy.
  server = createServer((request, response) => {
    if (request.headers['if-none-match'] !== undefined && isUnchanged) response.writeHead(304).end();
    else response.writeHead(200, { etag: '"same"', 'content-length': body.length }).end(body);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => void server.close());

const address = (name: string): string => `http://127.0.0.1:${portOf(server.address())}/${name}`;
const portOf = (at: AddressInfo | string | null): number => (typeof at === 'object' && at !== null ? at.port : 0);
const update = (folder: string, more: Parameters<typeof originOfSources>[1] = {}) =>
  updateAdvisories(folder, originOfSources([address('all.zip')], more), () => undefined);

it('fetches anew what was damaged, though the server calls it unchanged, and names the address', async () => {
  const folder = newFolder();
  body = damaged;
  await expect(update(folder)).rejects.toMatchObject({
    code: 'invalid-request',
    publicMessage: expect.stringContaining(address('all.zip')),
  });
  body = whole;
  expect(await update(folder)).toMatchObject({ kind: 'built', report: { records: 1 } });
  expect(await update(folder)).toMatchObject({ kind: 'built', report: { records: 1 } });
});

it('puts nothing in use that a page in place of the file would empty', async () => {
  const folder = newFolder();
  body = whole;
  await update(folder);
  isUnchanged = false;
  body = zipOf([{ name: 'readme.txt', data: Buffer.from('x') }]);
  await expect(update(folder)).rejects.toMatchObject({ publicMessage: expect.stringContaining('no record in it') });
  body = Buffer.from('<html>');
  await expect(update(folder)).rejects.toMatchObject({ code: 'unavailable' });
});
