import { describe, expect, it } from 'vitest';
import { decodeUtf8, readBody, refuseNul } from '../../../lib/api/body/read.ts';
import { AppError } from '../../../lib/model/error.ts';

const request = (body: string | ReadableStream, headers: Record<string, string> = {}): Request =>
  new Request('http://plimsoll.test/', { method: 'POST', body, headers, duplex: 'half' });

const codeOf = async (run: () => unknown): Promise<unknown> => {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [error.code, error.places[0]?.line, error.places[0]?.column];
  }
};

describe('readBody', () => {
  it('reads up to the limit and not one byte more', async () => {
    expect(await readBody(request('12345'), 5)).toHaveLength(5);
    expect(await codeOf(() => readBody(request('123456'), 5))).toEqual(['too-large', undefined, undefined]);
  });

  it('believes a large Content-Length at once', async () => {
    expect(await codeOf(() => readBody(request('1', { 'content-length': '6' }), 5))).toEqual(['too-large', undefined, undefined]);
  });

  it('takes in whole what a server has framed, and streams what states no length even then', async () => {
    expect(await readBody(request('12345', { 'content-length': '5' }), 5, true)).toEqual(new TextEncoder().encode('12345'));
    expect(await codeOf(() => readBody(request('1', { 'content-length': '6' }), 5, true))).toEqual(['too-large', undefined, undefined]);
    expect(await codeOf(() => readBody(request('123456'), 5, true))).toEqual(['too-large', undefined, undefined]);
    const chunked = { 'content-length': '1', 'transfer-encoding': 'chunked' };
    expect(await codeOf(() => readBody(request('123456', chunked), 5, true))).toEqual(['too-large', undefined, undefined]);
  });

  it('stops reading an endless body that states no length', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 1;
        controller.enqueue(new Uint8Array(10));
      },
    });
    expect(await codeOf(() => readBody(request(endless), 100))).toEqual(['too-large', undefined, undefined]);
    expect(sent).toBeLessThan(20);
  });
});

describe('decodeUtf8', () => {
  it('names the place of the first byte that is not UTF-8', async () => {
    const bad = Buffer.concat([Buffer.from('a\nbc \ufffd'), Buffer.from([0xc3, 0x28])]);
    expect(await codeOf(() => decodeUtf8(bad))).toEqual(['invalid-encoding', 2, 5]);
  });

  it('drops a byte order mark and keeps a replacement character that was sent', () => {
    expect(decodeUtf8(Buffer.from('\ufeffa\ufffd'))).toBe('a\ufffd');
  });
});

describe('refuseNul', () => {
  it('names its place', async () => {
    expect(await codeOf(() => refuseNul('a\nb\0'))).toEqual(['forbidden-character', 2, 2]);
    expect(refuseNul('clean')).toBe('clean');
  });
});
