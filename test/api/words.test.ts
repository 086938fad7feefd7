import { expect, it } from 'vitest';
import { bodyOf, openWorld } from './harness.ts';

const world = await openWorld();
const post = (path: string, body: unknown) => ({
  method: 'POST',
  path,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});
const digest = `sha256:${'a'.repeat(64)}`;

it.each([
  ['a member that is not there', post('/v1/gate', {}), '/subjects', 'is missing: expected a list'],
  ['a text for a list', post('/v1/gate', { subjects: 'x' }), '/subjects', 'expected a list'],
  ['no item', post('/v1/gate', { subjects: [] }), '/subjects', 'expected at least 1 item'],
  ['a number for either of two', post('/v1/scans', { manifests: 3 }), '/manifests', 'expected a text or a list'],
  ['half a digest', post('/v1/gate', { subjects: [{ digest: 'sha256:a' }] }), '/subjects/0/digest', /^expected a digest: /],
  ['a number that is too small', post('/v1/gate', { subjects: [{ digest }], maxAgeSeconds: 0 }), '/maxAgeSeconds', 'expected at least 1'],
  ['an empty text', post('/v1/gate', { subjects: [{ digest }], environment: '' }), '/environment', 'expected at least 1 character'],
  ['words for a number', { path: '/v1/scans?limit=many' }, '/query/limit', 'expected a number'],
  ['words for a time', { path: '/v1/verdicts?since=yesterday' }, '/query/since', 'expected a time, as 2026-11-22T10:00:00Z'],
  ['no reference', post('/v1/scans', { images: [{ reference: 'a b' }] }), '/images/0/reference', /is not an image reference/],
  ['an unknown policy', post('/v1/evaluate', { manifests: 'a: 1', policy: 'startr' }), '/policy', /^no policy named "startr" is active/],
])('%s is said in words of JSON, at its place', async (_what, request, pointer, message) => {
  const tenant = await world.tenant();
  const { errors } = await bodyOf(await tenant.send(request));
  expect(errors).toEqual([
    expect.objectContaining({ pointer, message: typeof message === 'string' ? message : expect.stringMatching(message) }),
  ]);
});
