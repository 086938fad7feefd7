import { maxHeaderSize, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { problemTable, problemType } from '../api/problem.ts';
import type { ErrorCode } from '../model/error.ts';

/** Answers what Node's parser refuses, which reaches no route: Node's own answer has no body to learn from. Source: node:http, 'clientError'. */
export const answerUnreadable = (error: Error & { readonly code?: string }, socket: Duplex): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { code, detail } = reasonOf(error.code);
  const { status, title, retryable } = problemTable[code];
  const body = JSON.stringify({ type: problemType(code), title, status, code, retryable, detail });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
};

const reasonOf = (code: string | undefined): { readonly code: ErrorCode; readonly detail: string } => {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { code: 'headers-too-large', detail: `at most ${maxHeaderSize} bytes of address and headers are taken` };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { code: 'request-timeout', detail: 'send it in one go' };
    default:
      return { code: 'invalid-request', detail: 'this is no HTTP request' };
  }
};
