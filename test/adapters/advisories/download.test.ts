import { readdirSync, readFileSync, renameSync, truncateSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { download } from '../../../lib/adapters/advisories/download.ts';
import { createEgress } from '../../../lib/adapters/egress/egress.ts';
import { codeOf } from '../registry/registry.ts';
import { newFolder } from './folder.ts';
import { zipOf } from './zip-file.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const zip = zipOf([{ name: 'A-1.json', data: Buffer.from('{}'.repeat(200)) }]);

/** Answers with one after the other, the last again and again. */
const serverOf = async (...answers: readonly Answer[]): Promise<{ url: string; asked: IncomingMessage['headers'][] }> => {
  const asked: IncomingMessage['headers'][] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(request.headers);
    answer?.(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  const address = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${address.port}/npm/all.zip`, asked };
};

const whole: Answer = (_, response) => response.writeHead(200, { etag: '"1"', 'content-length': zip.length }).end(zip);
const cut: Answer = (_, response) => {
  response.writeHead(200, { etag: '"1"', 'content-length': zip.length });
  response.write(zip.subarray(0, 50));
  // What was written arrives first.
  response.socket?.end();
};
const rest: Answer = (request, response) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? 'bytes=0-')?.[1]);
  const range = { 'content-range': `bytes ${from}-${zip.length - 1}/${zip.length}`, 'content-length': zip.length - from };
  response.writeHead(206, { etag: '"1"', ...range }).end(zip.subarray(from));
};
/** As a killed process leaves it. */
const cutAt50 = (path: string): void => {
  renameSync(path, `${path}.part`);
  truncateSync(`${path}.part`, 50);
};

const status =
  (code: number): Answer =>
  (_, response) =>
    response.writeHead(code).end();

const egress = createEgress({ purposes: { advisories: { allow: ['127.0.0.1'], insecure: ['127.0.0.1'] } } });

describe('download', () => {
  it('keeps what it fetched and asks only whether it changed', async () => {
    const { url, asked } = await serverOf(whole, status(304));
    const folder = newFolder();
    const first = await download({ egress, url, folder });
    expect(readFileSync(first).equals(zip)).toBe(true);
    expect(await download({ egress, url, folder })).toBe(first);
    expect(asked.map((each) => each['if-none-match'])).toEqual([undefined, '"1"']);
  });

  it('goes on where a process was killed, if it is still the same', async () => {
    const { url, asked } = await serverOf(whole, rest);
    const folder = newFolder();
    const path = await download({ egress, url, folder });
    cutAt50(path);
    await download({ egress, url, folder });
    expect(readFileSync(path).equals(zip)).toBe(true);
    expect(asked[1]).toMatchObject({ range: 'bytes=50-', 'if-range': '"1"' });
  });

  it('ends with the whole however often the connection broke', async () => {
    const { url } = await serverOf(cut, cut, rest);
    expect(readFileSync(await download({ egress, url, folder: newFolder() })).equals(zip)).toBe(true);
  });

  it('does not join a part to another than was asked for', async () => {
    const { url } = await serverOf(whole, (_, response) => response.writeHead(206, { 'content-range': 'bytes 7-9/10' }).end('abc'));
    const folder = newFolder();
    cutAt50(await download({ egress, url, folder }));
    expect(await codeOf(download({ egress, url, folder }))).toBe('unavailable');
  });

  it('begins anew when it is another by now', async () => {
    const { url } = await serverOf(cut, whole);
    expect(readFileSync(await download({ egress, url, folder: newFolder() })).equals(zip)).toBe(true);
  });

  it('gives up on an answer that is cut each time, and keeps the former file', async () => {
    const { url } = await serverOf(whole, cut);
    const folder = newFolder();
    const path = await download({ egress, url, folder });
    expect(await codeOf(download({ egress, url, folder }))).toBe('unavailable');
    expect(readFileSync(path).equals(zip)).toBe(true);
  });

  it('does not take a zip that was cut without a word', async () => {
    const { url } = await serverOf((_, response) => response.writeHead(200, { etag: '"1"' }).end(zip.subarray(0, 50)));
    const folder = newFolder();
    expect(await codeOf(download({ egress, url, folder }))).toBe('unavailable');
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    [404, 'unavailable'],
    [500, 'unavailable'],
    [304, 'unavailable'],
  ])('takes %i for no file', async (code, expected) => {
    const { url } = await serverOf(status(code));
    expect(await codeOf(download({ egress, url, folder: newFolder() }))).toBe(expected);
  });

  it('asks through the guard', async () => {
    const { url } = await serverOf(whole);
    expect(await codeOf(download({ egress: createEgress(), url, folder: newFolder() }))).toBe('egress-refused');
  });
});
