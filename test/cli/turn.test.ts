import { Agent, get } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Listening, listenOn } from '../../lib/cli/listen.ts';
import { inTurn } from '../../lib/cli/turn.ts';

let listening: Listening | undefined;
afterEach(() => new Promise<void>((done) => (listening ? listening.server.close(() => done()) : done())));
const listen = async (fetch: Parameters<typeof listenOn>[0]): Promise<number> => {
  listening = await listenOn(fetch, { host: '127.0.0.1', port: 0 });
  return listening.port;
};

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));
const from = (url: string, destroyed = false) => ({ incoming: { url, socket: { destroyed } } });
const request = new Request('http://service/');

describe('requests begin in turn', () => {
  it('at once when nothing is waiting, then eight a turn of the loop', async () => {
    const begun: string[] = [];
    const fetch = inTurn((_request, { incoming }: ReturnType<typeof from>) => {
      begun.push(incoming.url);
      return new Response();
    });
    for (let name = 1; name <= 20; name += 1) void fetch(request, from(`/${name}`));
    expect(begun).toEqual(['/1']);
    const counts = [];
    while (begun.length < 20) {
      await turn();
      counts.push(begun.length);
    }
    expect(counts).toEqual([9, 17, 20]);
    await turn();
    void fetch(request, from('/21'));
    expect(begun.map((url) => Number(url.slice(1)))).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
  });

  it('what is urgent by turns with the rest, so that neither waits for all of the other', async () => {
    const begun: string[] = [];
    const fetch = inTurn((_request, { incoming }: ReturnType<typeof from>) => {
      begun.push(incoming.url);
      return new Response();
    });
    const urgent = ['/livez', '/v1/admission/starter', '/v1/image-review', '/readyz'];
    const answers = ['/first', '/a', '/b', ...urgent, '/v1/admissions', '/c'].map((url) => fetch(request, from(url)));
    await Promise.all(answers);
    expect(begun).toEqual(['/first', '/livez', '/a', '/v1/admission/starter', '/b', '/v1/image-review', '/v1/admissions', '/readyz', '/c']);
  });

  it('but not for those who hung up', async () => {
    const begun: string[] = [];
    const fetch = inTurn((_request, { incoming }: ReturnType<typeof from>) => {
      begun.push(incoming.url);
      return new Response('done');
    });
    const answers = [fetch(request, from('/1')), fetch(request, from('/2', true)), fetch(request, from('/3'))];
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 499, 200]);
    expect(begun).toEqual(['/1', '/3']);
  });

  it('and one that fails holds nobody up', async () => {
    const fetch = inTurn((_request, { incoming }: ReturnType<typeof from>) => {
      if (incoming.url === '/2') throw new Error('broken');
      return new Response();
    });
    const answers = await Promise.allSettled(['/1', '/2', '/3'].map(async (url) => fetch(request, from(url))));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});

describe('a service with more connections than it has time for', () => {
  it('answers a new one before it has answered the others many times', async () => {
    const port = await listen(() => new Response('ok'));
    const agents = Array.from({ length: 200 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    const answered = agents.map(() => 0);
    const loops = agents.map(async (agent, client) => {
      while (answered.includes(0)) {
        await ask(port, agent);
        answered[client] = (answered[client] ?? 0) + 1;
      }
    });
    await Promise.all(loops);
    for (const agent of agents) agent.destroy();
    // 31 as it is; 101 where every request begins as it comes.
    expect(Math.max(...answered)).toBeLessThan(50);
  });
});

const ask = (port: number, agent: Agent): Promise<void> =>
  new Promise((done, reject) => {
    get({ port, host: '127.0.0.1', agent }, (response) => response.resume().once('end', done)).once('error', reject);
  });
