import http from 'node:http';
import https from 'node:https';
import type { OnReadOpts } from 'node:net';

const readBytes = 256 * 1024;

/**
 * Makes an agent's sockets read up to 256 KB at once, and always into the same memory: Node's parser copies what is body, so nothing refers to it when
 * the next read comes. Without it a socket reads 64 KB into new memory each time. Source: net.connect, `onread`, which tls.connect takes too.
 */
const readingLarge = <Agent extends http.Agent>(agent: Agent): Agent => {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, done) => {
    const onread: OnReadOpts = {
      buffer: Buffer.allocUnsafeSlow(readBytes),
      callback: (length, { buffer, byteOffset }) => {
        // Nobody asked for what comes on an idle connection; it must not be taken for the next answer.
        if (!socket?.emit('data', Buffer.from(buffer, byteOffset, length))) socket?.destroy();
        return true;
      },
    };
    const socket = connect({ ...options, ...{ onread } }, done);
    return socket;
  };
  return agent;
};

export const createPlainAgent = (options: http.AgentOptions): http.Agent => readingLarge(new http.Agent(options));

export const createTlsAgent = (options: https.AgentOptions): https.Agent => readingLarge(new https.Agent(options));
