import { expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { wantsEvent } from '../../lib/webhook/matches.ts';
import { type WebhookRecord, webhookRecord } from '../../lib/webhook/record.ts';

const webhook = (more: object): WebhookRecord =>
  webhookRecord.parse({
    id: 'whk_1',
    tenant: 'acme',
    url: 'https://example.com/',
    description: '',
    events: ['*'],
    filter: {},
    format: 'standard',
    signing: 'v1',
    secrets: [],
    disabled: null,
    createdAt: '',
    updatedAt: '',
    ...more,
  });
const event = (type: string, data: JsonObject = {}) => ({ id: 'evt_1', tenant: 'acme', type, at: '', data });
const denied = event('verdict.denied', {
  environment: 'production',
  policy: { name: 'starter' },
  subjects: [{ kind: 'manifests' }, { kind: 'image', repository: 'registry.example.com/team-a/api' }],
});

test.each([
  ['everything', { events: ['*'] }, true],
  ['the type', { events: ['verdict.denied'] }, true],
  ['a family', { events: ['verdict.*'] }, true],
  ['another type', { events: ['verdict.allowed'] }, false],
  ['a family with the same letters', { events: ['verdic.*'] }, false],
  ['its repository', { filter: { repositories: ['registry.example.com/team-a/*'] } }, true],
  ['another repository', { filter: { repositories: ['registry.example.com/team-b/*'] } }, false],
  ['a repository and another policy', { filter: { repositories: ['**'], policies: ['restricted'] } }, false],
  ['its environment', { filter: { environments: ['prod*'] } }, true],
])('wants %s', (_, more, expected) => {
  expect(wantsEvent(webhook(more), denied)).toBe(expected);
});

test('a filter does not silence events that are about something else', () => {
  expect(wantsEvent(webhook({ filter: { repositories: ['x'] } }), event('webhook.disabled'))).toBe(true);
});
