import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';

/** `lost`: the connection ends without an answer. `silent`: no answer comes. */
export type Answer = { readonly status: number; readonly body: object } | 'lost' | 'silent';
export type Asked = { readonly operation: string; readonly input: { readonly [name: string]: unknown } };

export type FakeService = {
  /** For a client's constructor: no credentials of the machine, no waiting between tries worth a name. */
  readonly settings: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly asked: Asked[];
  close(): Promise<void>;
};

export const ok = (body: object = {}): Answer => ({ status: 200, body });
export const refused = (type: string, more: object = {}, status = 400): Answer => ({
  status,
  body: { __type: type, message: type, ...more },
});

/** Speaks the JSON protocol of AWS's services: gives the answers in order, the last one again and again. */
export const fakeService = async (answers: readonly Answer[] | ((asked: Asked) => Answer)): Promise<FakeService> => {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).replace(/^.*\./, '');
    const one: Asked = { operation, input: Object(await json(request)) };
    asked.push(one);
    const answer = typeof answers === 'function' ? answers(one) : (answers[asked.length - 1] ?? answers.at(-1) ?? ok());
    if (answer === 'lost') request.socket.destroy();
    else if (answer !== 'silent')
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    settings: { endpoint: addressOf(server), region: 'eu-central-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } },
    asked,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};

const addressOf = (server: Server): string => {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
};
