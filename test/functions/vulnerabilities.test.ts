import { describe, expect, it } from 'vitest';
import { answerRequests } from '../../functions/handle/http.ts';
import { followAdvisories } from '../../functions/home/advisories.ts';
import { createApp } from '../../lib/api/app.ts';
import { createKey } from '../../lib/key/create.ts';
import { newFolder } from '../adapters/advisories/folder.ts';
import { memorySecrets } from '../api/harness.ts';
import { changed, fixture, inTime } from './fixture.ts';
import { openInstallation } from './installation.ts';

/** The function with an empty disk, and a caller of its own. */
const open = async () => {
  const installation = await openInstallation();
  const { world, caller, artifacts } = installation;
  const deps = { ...world.deps, secrets: memorySecrets() };
  const { token } = await createKey(deps, caller, { name: 'test', scopes: ['scan:read'] });
  const { advisories, follow } = followAdvisories(deps, artifacts, newFolder());
  const app = createApp({ ...deps, issues: advisories, version: '1', requestsPerMinute: 1_000, sleep: async () => {} });
  const handler = answerRequests({ deps, app, prepare: (signal) => follow(null, signal) });
  const get = async (path: string, query = '', context = inTime) => {
    const event = [
      [['rawPath'], path],
      [['rawQueryString'], query],
      [['requestContext', 'http', 'method'], 'GET'],
      [['headers'], { authorization: `Bearer ${token}` }],
    ].reduce((all, [at, value]) => changed(all, [at].flat().map(String), Array.isArray(value) ? undefined : value), fixture('http-api'));
    const { statusCode, body } = await handler(event, context);
    return { status: statusCode, body: Object(JSON.parse(body)) };
  };
  return { ...installation, get };
};

describe('the function that answers about vulnerabilities', () => {
  it('fetches the database of the installation and tells of issues, packages and the images that have them', async () => {
    const { publish, run, scan, get } = await open();
    await publish('2026-11-22T10:00:00Z', 'left');
    await run();
    await scan();
    const issue = await get('/v1/vulnerabilities/CVE-2026-4');
    expect(issue).toMatchObject({ status: 200, body: { id: 'CVE-2026-4', images: [{ package: { name: 'left' }, fixedIn: '2.0.0' }] } });
    const known = await get('/v1/vulnerabilities', 'purl=pkg%3Anpm%2Fleft%401.0.0');
    expect(known).toMatchObject({ status: 200, body: { items: [{ id: 'CVE-2026-4' }], gaps: [] } });
    expect((await get('/v1/vulnerabilities/CVE-1999-1')).status).toBe(404);
  });

  it('has a newer one once it is time to look', async () => {
    const { world, publish, run, get } = await open();
    await publish('2026-11-22T10:00:00Z', 'left');
    await run();
    expect((await get('/v1/vulnerabilities/CVE-2026-5')).status).toBe(404);
    await publish('2026-11-23T10:00:00Z', 'right');
    await run();
    expect((await get('/v1/vulnerabilities/CVE-2026-5')).status).toBe(404);
    world.advance(5 * 60_000);
    expect((await get('/v1/vulnerabilities/CVE-2026-5')).status).toBe(200);
  });

  it('says that it cannot answer where there is none, and looks again later', async () => {
    const { world, publish, run, get } = await open();
    expect(await get('/v1/vulnerabilities/CVE-2026-4')).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    await publish('2026-11-22T10:00:00Z', 'left');
    await run();
    world.advance(5 * 60_000);
    expect((await get('/v1/vulnerabilities/CVE-2026-4')).status).toBe(200);
  });

  it('answers in time while a download takes longer than a request, and goes on with it in the next', async () => {
    const { registry, publish, run, get } = await open();
    await publish('2026-11-22T10:00:00Z', 'left');
    await run();
    const path = registry.requests.findLast((one) => one.path.includes('/blobs/'))?.path ?? '';
    const whole = Buffer.from(await (await fetch(`http://${registry.host}${path}`)).arrayBuffer());
    let isSlow = true;
    registry.misbehave.push((request, response) => {
      if (!isSlow || request.url !== path) return false;
      response.writeHead(200, { 'content-length': whole.length }).write(whole.subarray(0, 1_000));
      return true;
    });
    const hurried = { getRemainingTimeInMillis: () => 5_300 };
    expect(await get('/v1/vulnerabilities/CVE-2026-4', '', hurried)).toMatchObject({ status: 503 });
    isSlow = false;
    expect(await get('/v1/vulnerabilities/CVE-2026-4')).toMatchObject({ status: 200 });
    expect(registry.requests.findLast((one) => one.path === path)?.headers.range).toBe('bytes=1000-');
  });
});
