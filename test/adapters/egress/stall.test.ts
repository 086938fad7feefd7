import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Incoming, watchStall } from '../../../lib/adapters/egress/stall.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const watched = (state: { complete?: boolean; buffered?: string } = {}) => {
  const socket = { bytesRead: 0 };
  const body: Incoming = Object.assign(new PassThrough(), { complete: state.complete ?? false, socket });
  const codes: string[] = [];
  body.on('error', (error: NodeJS.ErrnoException) => codes.push(error.code ?? ''));
  if (state.buffered) body.push(state.buffered);
  watchStall(body, 1_000);
  return { body, socket, codes };
};

it('ends a silent body after the time, not before', async () => {
  const { codes } = watched();
  await vi.advanceTimersByTimeAsync(999);
  expect(codes).toEqual([]);
  await vi.advanceTimersByTimeAsync(251);
  expect(codes).toEqual(['timed-out']);
});

it('ends a body that drips', async () => {
  const { socket, codes } = watched();
  for (let second = 0; second < 20 && codes.length === 0; second++) {
    socket.bytesRead += 50;
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(codes).toEqual(['timed-out']);
});

it.each(['progress', 'slow reader', 'complete'])('leaves alone: %s', async (why) => {
  const { socket, codes } = watched({ complete: why === 'complete', ...(why === 'slow reader' && { buffered: 'waiting to be read' }) });
  for (let step = 0; step < 50; step++) {
    if (why === 'progress') socket.bytesRead += 600;
    await vi.advanceTimersByTimeAsync(200);
  }
  expect(codes).toEqual([]);
});

it('stops watching with the body', async () => {
  const { body } = watched();
  body.destroy();
  await vi.advanceTimersByTimeAsync(10);
  expect(vi.getTimerCount()).toBe(0);
});
