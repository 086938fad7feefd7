import { expect, it } from 'vitest';
import { jsonLinesLog } from '../../../lib/adapters/embedded/log.ts';
import type { Json } from '../../../lib/model/json.ts';

const logged = (fields: { readonly [name: string]: Json | undefined }): string => {
  const lines: string[] = [];
  jsonLinesLog({ now: () => 0 }, (line) => lines.push(line)).info('api request', fields);
  return lines.join('');
};

it('writes one line of JSON an event', () => {
  const line = logged({ path: '/v1\n/scans', status: 202, none: undefined });
  expect(line.endsWith('\n')).toBe(true);
  expect(line.trimEnd()).not.toContain('\n');
  expect(JSON.parse(line)).toEqual({
    time: '1970-01-01T00:00:00.000Z',
    level: 'info',
    message: 'api request',
    path: '/v1\n/scans',
    status: 202,
  });
});

it.each<[string, { readonly [name: string]: Json }]>([
  ['a password', { password: 'hunter2' }],
  ['a nested one', { request: { headers: [{ Authorization: 'hunter2' }] } }],
  ['a registry token', { registryToken: 'hunter2' }],
  ['an api key', { 'x-api-key': 'hunter2' }],
  ['a whole object under a secret name', { credentials: { user: 'ann', value: 'hunter2' } }],
  ['a header in a text', { detail: 'sent Authorization: Bearer hunter2hunter2 to the registry' }],
  ['an address with a password', { url: 'https://ann:hunter2@registry.example/v2/' }],
])('masks %s', (_title, fields) => {
  expect(logged(fields)).not.toContain('hunter2');
  expect(logged(fields)).toContain('***');
});

it.each<[string, { readonly [name: string]: Json }]>([
  ['the id of a key', { keyId: 'key_01' }],
  ['an address without credentials', { url: 'https://registry.example/v2/a@sha256:00' }],
  ['an image by digest', { image: 'docker.io/library/alpine@sha256:00' }],
])('leaves %s', (_title, fields) => {
  expect(JSON.parse(logged(fields))).toMatchObject(fields);
});
