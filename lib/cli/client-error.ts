import { maxHeaderSize, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { systemClock } from '../adapters/embedded/clock.ts';
import { ulids } from '../adapters/embedded/ids.ts';
import { toProblem } from '../api/problem.ts';
import { AppError } from '../model/error.ts';

const ids = ulids(systemClock);

/** Answers what Node's parser refuses, which reaches no route: Node's own answer has no body to learn from. Source: node:http, 'clientError'. */
export const answerClientError = (error: Error & { readonly code?: string }, socket: Duplex): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = ids.next('req');
  const problem = toProblem(meaningOf(error.code), requestId);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
};

const meaningOf = (code: string | undefined): AppError => {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new AppError('headers-too-large', `at most ${maxHeaderSize} bytes of address and headers are taken`);
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new AppError('request-timeout', 'send it in one go');
    default:
      return new AppError('invalid-request', 'this is no HTTP request');
  }
};
