import http from 'node:http';
import https from 'node:https';
import type { OnReadOpts } from 'node:net';
import type { Duplex } from 'node:stream';

const readBytes = 256 * 1024;
/** What a record of TLS holds at most. Source: RFC 8446, section 5.1. */
const recordBytes = 16 * 1024;

type Reader = { readonly onread: OnReadOpts; attach(socket: Duplex): void };

/**
 * Makes an agent's sockets read into the same memory again and again, 256 KB at once: Node's parser copies what is body, so nothing refers to it when
 * the next read comes. Without it a socket reads 64 KB into new memory each time. Source: net.connect, `onread`, which tls.connect takes too.
 */
const readingInto = <Agent extends http.Agent>(agent: Agent, createReader: () => Reader): Agent => {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, done) => {
    const { onread, attach } = createReader();
    const socket = connect({ ...options, ...{ onread } }, done);
    if (socket) attach(socket);
    return socket;
  };
  return agent;
};

// Nobody asked for what comes on an idle connection; it must not be taken for the next answer.
const hand = (socket: Duplex | undefined, bytes: Buffer): void => {
  if (socket && !socket.destroyed && !socket.emit('data', bytes)) socket.destroy();
};

const plainReader = (): Reader => {
  let socket: Duplex | undefined;
  const memory = Buffer.allocUnsafeSlow(readBytes);
  const callback = (length: number): boolean => {
    hand(socket, memory.subarray(0, length));
    return true;
  };
  return {
    onread: { buffer: memory, callback },
    attach: (made) => {
      socket = made;
    },
  };
};

/** What comes in one turn of the event loop is handed on as one: a record has 16 KB, and each piece would be a task for zlib's threads. */
const tlsReader = (): Reader => {
  let socket: Duplex | undefined;
  let start = 0;
  let end = 0;
  const memory = Buffer.allocUnsafeSlow(readBytes);
  const flush = (): void => {
    const bytes = memory.subarray(start, end);
    start = end;
    if (bytes.length > 0) hand(socket, bytes);
  };
  const callback = (length: number): boolean => {
    if (start === end) setImmediate(flush);
    end += length;
    if (readBytes - end >= recordBytes) return true;
    flush();
    start = 0;
    end = 0;
    return true;
  };
  return {
    onread: { buffer: () => memory.subarray(end), callback },
    attach: (made) => {
      socket = made;
      // Before whoever listens for the end hears of it.
      socket.once('end', flush);
    },
  };
};

export const createPlainAgent = (options: http.AgentOptions): http.Agent => readingInto(new http.Agent(options), plainReader);

export const createTlsAgent = (options: https.AgentOptions): https.Agent => readingInto(new https.Agent(options), tlsReader);
