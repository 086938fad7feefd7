import { type MessagePort, parentPort } from 'node:worker_threads';
import { AppError } from '../../../model/error.ts';
import type { GzipUnpacker } from '../../../ports/unpacker.ts';
import type { Packed } from '../../decompress.ts';
import type { SecretRules } from '../../secret/search.ts';
import { readLayer } from '../read.ts';
import type { FromThread, Order, ToThread } from './message.ts';

type Inlet = { readonly packed: Packed; put(chunk: Uint8Array | null): void; drop(): void };

/** The program of a thread that reads layers, one at a time. `unpackerFor` makes the unpacker that an order names. */
export const runLayerThread = (unpackerFor: (program: string) => GzipUnpacker): void => {
  const port = parentPort;
  if (!port) return;
  let inlet: Inlet | undefined;
  port.on('message', (message: ToThread) => {
    if (message.kind === 'chunk') inlet?.put(message.bytes);
    else if (message.kind === 'end') inlet?.put(null);
    else if (message.kind === 'drop') {
      // The thread ends when nothing is left to wait for: a program that was stopped has to be waited for by who started it.
      inlet?.drop();
      port.unref();
    } else {
      inlet = createInlet(() => say(port, { kind: 'taken' }));
      void follow(message.order, inlet.packed, unpackerFor).then((answer) => say(port, answer));
    }
  });
};

const say = (port: MessagePort, message: FromThread): void => port.postMessage(message);

const follow = async (order: Order, packed: Packed, unpackerFor: (program: string) => GzipUnpacker): Promise<FromThread> => {
  const { limits, rules, program, inline, ...reading } = order;
  try {
    const secretRules = rules && (await compiled(rules));
    const unpackGzip = program === undefined ? undefined : unpackerFor(program);
    const all = { ...limits, ...(secretRules && { secretRules }) };
    const read = await readLayer(packed, { ...reading, limits: all, ...(unpackGzip && { unpackGzip }) }, {}, inline);
    return { kind: 'read', read };
  } catch (error) {
    // All else is this program's own failure: it ends the thread and is thrown on the other side.
    if (!(error instanceof AppError)) throw error;
    return { kind: 'failed', code: error.code, message: error.publicMessage };
  }
};

let known: SecretRules | undefined;

const compiled = async ({ id, given }: NonNullable<Order['rules']>): Promise<SecretRules> => {
  const { compileUserRules } = await import('../../secret/user-rules.ts');
  // Searches are built as they are needed and kept with the rules: one list is what a service has.
  if (known?.id !== id || id === '') known = compileUserRules(given, id);
  return known;
};

const createInlet = (onTaken: () => void): Inlet => {
  const queue: (Uint8Array | null)[] = [];
  let isDropped = false;
  let wake: (() => void) | undefined;
  const next = async (): Promise<Uint8Array | null> => {
    while (queue.length === 0 && !isDropped)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    if (isDropped) throw new AppError('timed-out', 'nobody waits for this layer any more');
    return queue.shift() ?? null;
  };
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for (let chunk = await next(); chunk; chunk = await next()) {
      yield chunk;
      onTaken();
    }
  };
  return {
    packed: { [Symbol.asyncIterator]: chunks, destroy: () => {} },
    put: (chunk) => {
      queue.push(chunk);
      wake?.();
    },
    drop: () => {
      isDropped = true;
      wake?.();
    },
  };
};
