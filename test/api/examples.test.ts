import { expect, it } from 'vitest';
import { loadEndpoints } from '../../lib/api/routes/table.ts';
import { bodyOf, openWorld } from './harness.ts';

const endpoints = await loadEndpoints();

const withExamples = endpoints.filter(({ body }) => body.example !== undefined);

it('sends every example of the document and gets a success', async () => {
  const world = await openWorld();
  const tenant = await world.tenant();
  const policy = 'apiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: {name: team}\nspec: {packs: [starter]}\n';
  const headers = { 'content-type': 'application/yaml' };
  const { digest } = await bodyOf(await tenant.send({ method: 'POST', path: '/v1/policies', body: policy, headers }));
  const { id } = await bodyOf(await tenant.send({ method: 'POST', path: '/v1/webhooks', json: { url: 'https://hooks.example.com/a' } }));
  const places: { readonly [name: string]: string } = { id, name: 'team', policy: 'baseline' };
  expect(withExamples.length).toBeGreaterThan(10);
  for (const { method, path, body, conditional } of withExamples) {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => places[name] ?? '');
    const etag = conditional ? (await tenant.send({ path: filled.replace(/\/(rotate|active)$/, '') })).headers.get('etag') : null;
    // The example of an activation cannot know a digest that is stored.
    const json = path.endsWith('/active') ? { digest } : body.example;
    const sent = { method: method.toUpperCase(), path: filled, json, ...(etag !== null && { headers: { 'if-match': etag } }) };
    const answer = await tenant.send(sent);
    expect([path, answer.status, answer.status < 300 ? '' : await answer.text()]).toEqual([path, answer.status, '']);
  }
});
