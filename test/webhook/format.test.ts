import { expect, test } from 'vitest';
import type { JsonObject } from '../../lib/model/json.ts';
import { publicUrlOf } from '../../lib/model/public-url.ts';
import type { WebhookEvent } from '../../lib/webhook/event.ts';
import { formats } from '../../lib/webhook/format/table.ts';
import { maxBodyBytes, maxDataBytes } from '../../lib/webhook/limits.ts';
import { linkOf } from '../../lib/webhook/link.ts';
import { shrink } from '../../lib/webhook/shrink.ts';
import { published } from '../report/published.ts';
import { compile, problemsOf } from '../report/schema.ts';
import { cardProblems } from './card.ts';

const event = (more: Partial<WebhookEvent> = {}): WebhookEvent => ({
  id: 'evt_01JD0000000000000000000000',
  tenant: 'acme',
  type: 'verdict.denied',
  at: '2026-11-22T10:00:00.000Z',
  data: {
    verdictId: 'ver_01JD0000000000000000000000',
    decision: 'deny',
    policy: { name: 'starter', digest: `sha256:${'0'.repeat(64)}` },
    environment: 'production',
    subjects: [
      { kind: 'image', ref: 'registry.example.com/api:1.4', repository: 'registry.example.com/api' },
      { kind: 'manifests', ref: 'deploy.yaml' },
    ],
    subjectCount: 2,
    counts: { critical: 1, high: 2, medium: 0, low: 0, info: 0, unknown: 0 },
  },
  ...more,
});

const template: JsonObject = {
  fields: {
    project: { key: 'OPS' },
    summary: '{{title}} ({{data.decision}})',
    labels: ['plimsoll', '{{type}}'],
    counts: '{{data.counts}}',
    first: '{{data.subjects.0.ref}}',
    nothing: '{{data.nowhere.at.all}}',
  },
};
const link = 'https://plimsoll.example.com/v1/verdicts/ver_01JD0000000000000000000000';
const settings = { credential: 'R0UTINGKEY', template, link };

const string = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });
// What the published schemas do not say: lengths and counts, from each product's own documents as named in the format's file.
const schemas = {
  slack: {
    type: 'object',
    required: ['text', 'blocks'],
    additionalProperties: false,
    properties: {
      text: string(4_000),
      blocks: {
        type: 'array',
        maxItems: 50,
        items: {
          oneOf: [
            {
              type: 'object',
              required: ['type', 'text'],
              additionalProperties: false,
              properties: {
                type: { const: 'header' },
                text: {
                  type: 'object',
                  required: ['type', 'text'],
                  properties: { type: { const: 'plain_text' }, text: string(150), emoji: { type: 'boolean' } },
                },
              },
            },
            {
              type: 'object',
              required: ['type', 'fields'],
              additionalProperties: false,
              properties: {
                type: { const: 'section' },
                fields: {
                  type: 'array',
                  minItems: 1,
                  maxItems: 10,
                  items: {
                    type: 'object',
                    required: ['type', 'text'],
                    properties: { type: { enum: ['mrkdwn', 'plain_text'] }, text: string(2_000) },
                  },
                },
              },
            },
            {
              type: 'object',
              required: ['type', 'elements'],
              properties: { type: { const: 'context' }, elements: { type: 'array', minItems: 1, maxItems: 10 } },
            },
          ],
        },
      },
    },
  },
  teams: {
    type: 'object',
    required: ['type', 'attachments'],
    properties: {
      type: { const: 'message' },
      attachments: {
        type: 'array',
        items: {
          type: 'object',
          required: ['contentType', 'content'],
          properties: {
            contentType: { const: 'application/vnd.microsoft.card.adaptive' },
            content: {
              type: 'object',
              required: ['type', 'version', 'body'],
              properties: { type: { const: 'AdaptiveCard' }, body: { type: 'array', minItems: 2 } },
            },
          },
        },
      },
    },
  },
  discord: {
    type: 'object',
    required: ['embeds', 'allowed_mentions'],
    properties: {
      allowed_mentions: { const: { parse: [] } },
      embeds: {
        type: 'array',
        maxItems: 10,
        items: {
          type: 'object',
          required: ['title'],
          properties: {
            title: string(256),
            color: { type: 'integer', minimum: 0, maximum: 0xffffff },
            timestamp: { type: 'string', format: 'date-time' },
            fields: {
              type: 'array',
              maxItems: 25,
              items: {
                type: 'object',
                required: ['name', 'value'],
                properties: { name: string(256), value: string(1_024), inline: { type: 'boolean' } },
              },
            },
            footer: { type: 'object', properties: { text: string(2_048) } },
          },
        },
      },
    },
  },
  pagerduty: {
    type: 'object',
    required: ['routing_key', 'event_action', 'dedup_key', 'payload'],
    additionalProperties: false,
    properties: {
      routing_key: string(32),
      event_action: { enum: ['trigger', 'acknowledge', 'resolve'] },
      dedup_key: string(255),
      payload: {
        type: 'object',
        required: ['summary', 'source', 'severity'],
        properties: {
          summary: string(1_024),
          source: string(1_024),
          severity: { enum: ['critical', 'error', 'warning', 'info'] },
          timestamp: { type: 'string', format: 'date-time' },
        },
      },
      links: { type: 'array', items: { type: 'object', required: ['href'], properties: { href: string(1_024), text: string(100) } } },
    },
  },
} as const;

const all = Object.values(formats);
const nasty = '<!channel> <@U1> @everyone *bold* `code` [x](javascript:1) | {{data.policy}} \u0000\ud800 '.repeat(20);
const hostile = event({
  tenant: 'a/ü?',
  data: {
    ...event().data,
    policy: { name: nasty },
    environment: nasty,
    subjects: [{ ref: nasty, repository: nasty }],
    reason: { message: nasty },
  },
});
const huge = event({
  data: shrink({ ...hostile.data, reason: { message: nasty.repeat(Math.ceil(1_000_000 / nasty.length)) } }, maxDataBytes),
});
const bare = event({ type: 'webhook.test', data: {} });

test.each(all.map((format) => [format.name, format] as const))('%s is as it was', async (name, format) => {
  await expect(`${JSON.stringify(JSON.parse(format.body(event(), settings)), null, 2)}\n`).toMatchFileSnapshot(
    `../golden/webhook-${name}.json`,
  );
});

test.each(all.map((format) => [format.name, format] as const))('%s keeps to 20 kB and gives the same bytes each time', (_, format) => {
  const findings = Array.from({ length: 5_000 }, (__, index) => ({ rule: `rule-${index}` }));
  const large = event({ data: shrink({ ...event().data, findings }, maxDataBytes) });
  for (const one of [large, hostile, huge, bare]) {
    const body = format.body(one, settings);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(maxBodyBytes);
    expect(format.body(one, settings)).toBe(body);
  }
});

const taken = [
  ...Object.entries(schemas).map(([name, schema]) => [name, compile(schema)] as const),
  ['slack', published('slack-types-3.2.0.json')],
  ['discord', published('discord-api-types-0.38.57.json')],
  ['pagerduty', published('pagerduty-pdjs-2.2.4.json')],
  ['cloudevents', published('cloudevents-1.0.json')],
] as const;

test.each(taken)('%s takes it', (name, validate) => {
  const format = all.find((one) => one.name === name);
  for (const one of [event(), hostile, huge, bare, event({ type: 'scan.failed', data: { scanId: 'scan_1', reason: 'unreachable' } })]) {
    expect(problemsOf(validate, JSON.parse(format?.body(one, settings) ?? ''))).toEqual([]);
  }
  expect(problemsOf(validate, { embeds: 1 })).not.toEqual([]);
});

test('a card is one that the library of Adaptive Cards reads without a complaint', () => {
  for (const one of [event(), hostile, huge, bare]) {
    const [attachment] = JSON.parse(formats.teams.body(one, settings)).attachments;
    expect(cardProblems(attachment.content)).toEqual([]);
  }
  expect(cardProblems({ type: 'AdaptiveCard', version: '1.4', body: [{ type: 'TextBlock', text: 'a', size: 'Huge' }] })).toHaveLength(1);
});

test.each(all.map((format) => [format.name, format] as const))('%s says where to read on, and nothing where nobody knows', (_, format) => {
  const asked = { ...settings, template: { where: '{{link}}' } };
  expect(format.body(event(), asked)).toContain(link);
  expect(format.body(event(), { ...asked, link: undefined })).not.toMatch(/https?:\/\/plimsoll|undefined/);
});

test.each([
  [{ verdictId: 'ver_1', scanId: 'scan_1' }, 'https://a.example/p/v1/verdicts/ver_1'],
  [{ scanId: 'scan_1' }, 'https://a.example/p/v1/scans/scan_1'],
  [{ replayId: 'rpl/1' }, 'https://a.example/p/v1/replays/rpl%2F1'],
  [{ webhookId: 'whk_1' }, undefined],
])('%j is read at %s', (data, expected) => {
  expect(linkOf(publicUrlOf(' https://a.example/p/ '), data)).toBe(expected);
  expect(linkOf(publicUrlOf(''), data)).toBeUndefined();
});

test.each([
  'a.example',
  'ftp://a.example',
  'https://u:p@a.example',
  'https://a.example/?x',
  'https://a.example/#x',
  `https://a.example/${'x'.repeat(500)}`,
])('%s is no address of a service', (text) =>
  expect(() => publicUrlOf(text)).toThrow(expect.objectContaining({ code: 'invalid-request' })),
);

test('nobody is mentioned by what a file is called', () => {
  const slack = JSON.parse(formats.slack.body(hostile, settings));
  expect(JSON.stringify([slack.text, slack.blocks.slice(1)])).not.toMatch(/<[!@]/);
  expect(JSON.parse(formats.discord.body(hostile, settings)).allowed_mentions).toEqual({ parse: [] });
  expect(formats.teams.body(hostile, settings)).not.toMatch(/[^\\]\[x/);
});

test('an incident opens when it is denied and closes when the same thing may go under another tag', () => {
  const denied = JSON.parse(formats.pagerduty.body(event(), settings));
  const mended = [
    { kind: 'image', ref: 'registry.example.com/api:1.5', repository: 'registry.example.com/api' },
    { kind: 'manifests', ref: 'deploy.yaml' },
  ];
  const allowed = JSON.parse(
    formats.pagerduty.body(event({ id: 'evt_2', type: 'verdict.allowed', data: { ...event().data, subjects: mended } }), settings),
  );
  expect([denied.event_action, allowed.event_action]).toEqual(['trigger', 'resolve']);
  expect(allowed.dedup_key).toBe(denied.dedup_key);
  const elsewhere = event({ data: { ...event().data, environment: 'staging' } });
  expect(JSON.parse(formats.pagerduty.body(elsewhere, settings)).dedup_key).not.toBe(denied.dedup_key);
});

test('what a template puts in is not read again and keeps its type', () => {
  const { fields } = JSON.parse(formats.template.body(event(), settings));
  expect(fields).toMatchObject({
    summary: 'registry.example.com/api:1.4 and 1 more may not go (deny)',
    labels: ['plimsoll', 'verdict.denied'],
    counts: { critical: 1, high: 2 },
    first: 'registry.example.com/api:1.4',
    nothing: '',
  });
  const twice = formats.template.body(event({ data: { a: '{{data.b}}', b: 'secret' } }), {
    credential: undefined,
    template: { x: 'is {{data.a}}', y: '{{__proto__}}' },
  });
  expect(JSON.parse(twice)).toEqual({ x: 'is {{data.b}}', y: '' });
});

test.each([
  [
    'waiver.created',
    { scope: { rule: 'CVE-2026-1', repository: 'shop/**' }, reason: 'not reached', author: 'alice' },
    ['rule CVE-2026-1, repository shop/**', 'alice'],
  ],
  [
    'deployment.recorded',
    { environment: 'production', service: 'shop', subjects: [{ subject: 'registry.example/web@sha256:1' }] },
    ['registry.example/web@sha256:1 runs now', 'production', 'shop'],
  ],
  [
    'gate.break_glass',
    { reason: 'the shop is down', judged: 'deny', ticket: 'INC-1', subjects: ['registry.example/web:1'] },
    ['registry.example/web:1 was let go by hand', 'the shop is down', 'INC-1'],
  ],
  ['policy.replayed', { replayId: 'rpl_1', policy: { name: 'team' }, changed: 3, progress: { judged: 40 } }, ['team', '3 of 40', 'rpl_1']],
])('a message about %s says what it is about', (type, data, told) => {
  const text = formats.slack.body(event({ type, data }), settings);
  for (const words of told) expect(text).toContain(words);
  expect(problemsOf(compile(schemas.slack), JSON.parse(text))).toEqual([]);
});
