import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { emit, emitToFile } from '../../lib/cli/emit.ts';

const part = 'x'.repeat(1000);

/** Parts that tell how many were asked for. */
const counted = (count: number): { readonly asked: () => number; readonly parts: Iterable<string> } => {
  let asked = 0;
  return {
    asked: () => asked,
    parts: (function* () {
      for (; asked < count; asked += 1) yield part;
    })(),
  };
};

describe('writing a report in parts', () => {
  it('makes no part that nobody takes', async () => {
    const stream = new PassThrough({ highWaterMark: 4000 });
    const { asked, parts } = counted(1000);
    const written = emit(parts, stream);
    await setImmediate();
    expect(asked()).toBeLessThan(20);
    const read = text(stream);
    await written;
    stream.end();
    expect(await read).toBe(part.repeat(1000));
  });

  it.each(['destroyed', 'failed'])('ends when the reader is %s', async (how) => {
    const stream = new PassThrough({ highWaterMark: 4000 });
    stream.on('error', () => {});
    const { asked, parts } = counted(1000);
    const written = emit(parts, stream);
    await setImmediate();
    stream.destroy(how === 'failed' ? new Error('EPIPE') : undefined);
    await written;
    expect(asked()).toBeLessThan(20);
  });

  it('keeps a character whole that stands where a long part is cut', async () => {
    const long = `${'x'.repeat(131_071)}\u{1f6a2}${'y'.repeat(300_000)}\u{1f6a2}`;
    const stream = new PassThrough();
    const read = text(stream);
    await emit(['', long], stream);
    stream.end();
    expect(await read).toBe(long);
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-emit-'));
    emitToFile([long, 'end'], join(folder, 'out'));
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe(`${long}end`);
    rmSync(folder, { recursive: true });
  });
});
