import { MessageChannel, type MessagePort } from 'node:worker_threads';

// Smaller ones may lie in Node's pool, which cannot be given away.
const leastBytes = 16 * 1024;
let nowhere: MessagePort | undefined;

/**
 * Frees a piece's memory at once, if nothing else lies in it; nobody may use it afterwards. Left to the collector, 64 MB of pieces gather before it runs,
 * each cold in another place. A message to a closed port takes its buffers out of JavaScript's hands and is dropped with them.
 */
export const release = ({ buffer, byteLength }: Uint8Array): void => {
  if (byteLength < leastBytes || byteLength !== buffer.byteLength || !(buffer instanceof ArrayBuffer)) return;
  nowhere ??= closedPort();
  nowhere.postMessage(null, [buffer]);
};

const closedPort = (): MessagePort => {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  return port1;
};
