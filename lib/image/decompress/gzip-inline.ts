import { constants, createGunzip, type Gunzip } from 'node:zlib';
import type { Decoder, DecoderSink } from '../../ports/unpacker.ts';
import { release } from './release.ts';

/** Small enough to stay in a core's cache while it is parsed. */
const pieceSize = 128 * 1024;
const turnBytes = 8 * 1024 * 1024;

/**
 * What Node's own `gunzipSync` is built on. It is not documented, but the same in Node 12 to 25; where it is not there the thread pool inflates.
 * Source: lib/zlib.js, processChunkSync: flush, input with offset and length, output with offset and length; then output and input left over.
 */
type Handle = {
  writeSync(flush: number, input: Uint8Array, from: number, length: number, output: Uint8Array, to: number, size: number): void;
  onerror: (message: string, errno: number, code: string) => void;
};
type Inner = { readonly handle: Handle; readonly state: Uint32Array };

const innerOf = (gunzip: Gunzip & { _handle?: Partial<Handle>; _writeState?: unknown }): Inner | undefined => {
  const { _handle: handle, _writeState: state } = gunzip;
  return typeof handle?.writeSync === 'function' && state instanceof Uint32Array ? { handle: whole(handle), state } : undefined;
};

// That it has the method was seen; the other member is ours to set.
const whole = (handle: Partial<Handle>): Handle => handle as Handle;

/**
 * Inflates on the calling thread, for one that has a core to itself: no other thread is waited for, and a piece is parsed while it is in the core's
 * cache. Damage is for the other decoder to tell. Undefined where this Node has no such way.
 */
export const createInlineGzip = (sink: DecoderSink): Decoder | undefined => {
  const gunzip = createGunzip();
  const inner = innerOf(gunzip);
  if (!inner) return undefined;
  const { handle, state } = inner;
  const piece = new Uint8Array(pieceSize);
  let isOver = false;
  let sinceTurn = 0;
  handle.onerror = () => {
    if (!isOver) sink.fail('layer-doubtful');
    isOver = true;
  };
  const inflate = async (packed: Uint8Array, flush: number): Promise<void> => {
    for (let left = packed.length, room = 0; room === 0 && !isOver; ) {
      handle.writeSync(flush, packed, packed.length - left, left, piece, 0, pieceSize);
      if (isOver) return;
      [room = 0, left = 0] = state;
      if (room < pieceSize && !sink.deliver(piece.subarray(0, pieceSize - room))) isOver = true;
      // Zeros after the end, as on a tape: Node's stream ends there, whatever follows in this chunk or another.
      if (room > 0 && left > 0) isOver = true;
      sinceTurn += pieceSize - room;
      if (sinceTurn < turnBytes) continue;
      sinceTurn = 0;
      await new Promise(setImmediate);
    }
  };
  return {
    write: async (chunk) => {
      await inflate(chunk, constants.Z_NO_FLUSH);
      release(chunk);
    },
    end: () => inflate(new Uint8Array(0), constants.Z_FINISH),
    stop: () => void gunzip.destroy(),
  };
};
