import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

export type Received = { readonly headers: { readonly [name: string]: unknown }; readonly body: string };
export type Receiver = { readonly url: string; readonly received: Received[]; close(): Promise<void> };

/** Somebody who gets webhooks. */
export const openReceiver = async (): Promise<Receiver> => {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    received.push({ headers: { ...request.headers }, body: await text(request) });
    response.writeHead(204).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};
