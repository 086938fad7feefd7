import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { plimsollAsync } from '../gates/client.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

const listening = async (answer: RequestListener): Promise<string> => {
  const made = createServer(answer);
  server = made;
  await new Promise<void>((done) => made.listen(0, '127.0.0.1', done));
  const at = made.address();
  return `127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`;
};

const gate = (url: string, ...more: string[]) =>
  plimsollAsync(['gate', `sha256:${'a'.repeat(64)}`, ...more], { PLIMSOLL_URL: url, PLIMSOLL_TOKEN: 'plim_test' });

const answers =
  (status: number, body = '', headers = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };

it('a name that nobody has', async () => {
  const { status, stderr } = await gate('http://plimsoll.invalid');
  expect([status, stderr]).toEqual([3, 'plimsoll: http://plimsoll.invalid does not answer (no such host)\n']);
});

it('a redirect is not followed, and said', async () => {
  const { status, stderr } = await gate(`http://${await listening(answers(302, '', { location: 'https://login.example.com/' }))}`);
  expect([status, stderr]).toEqual([3, expect.stringContaining('(it redirects, which is not followed')]);
});

it('https where nobody speaks TLS', async () => {
  const { status, stderr } = await gate(`https://${await listening(answers(200))}`);
  expect([status, stderr]).toEqual([3, expect.stringContaining('(no TLS there: http and not https?)')]);
});

it('an answer that breaks off is an outage like any other', async () => {
  const broken: RequestListener = (request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{', () => request.socket.destroy());
  };
  const { status, stderr } = await gate(`http://${await listening(broken)}`, '--on-error', 'allow');
  expect(status).toBe(0);
  expect(stderr).toMatch(/does not answer \(.+\)\nplimsoll: not decided: --on-error allow lets it go\n$/);
});

it.each([
  [401, 'does not take this API key'],
  [404, 'has nothing at /v1/gate that this key may read'],
])('%d is a mistake of the caller, and --on-error is no way around it', async (code, said) => {
  const { status, stderr } = await gate(`http://${await listening(answers(code))}`, '--on-error', 'allow');
  expect([status, stderr]).toEqual([2, expect.stringContaining(said)]);
});

it('without a key it is said where one is given', async () => {
  const url = `http://${await listening(answers(401))}`;
  const { status, stderr } = await plimsollAsync(['gate', 'a'], { PLIMSOLL_URL: url, PLIMSOLL_TOKEN: '' });
  expect([status, stderr]).toEqual([2, `plimsoll: ${url} wants an API key: give it in PLIMSOLL_TOKEN\n`]);
});

it('what opened a gate stands above what was found', async () => {
  const reason = { code: 'break-glass', message: 'the site is down' };
  const answer = { decision: 'allow', judged: 'deny', reasons: [reason], subjects: [{ subject: 'x', decision: 'deny', reasons: [] }] };
  const { stdout } = await gate(`http://${await listening(answers(200, JSON.stringify(answer)))}`);
  expect(stdout).toBe('ALLOW, judged deny\n  the site is down (break-glass)\n  deny  x\n');
});
