import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { createWebhook } from '../../lib/webhook/create.ts';
import { webhookSweeper } from '../../lib/webhook/sweep.ts';
import { admin, openHome } from '../webhook/home.ts';

const { metadata, spec } = z
  .object({
    apiVersion: z.literal('notification.toolkit.fluxcd.io/v1'),
    kind: z.literal('Receiver'),
    metadata: z.object({ name: z.string(), namespace: z.string() }),
    spec: z.object({
      type: z.string(),
      secretRef: z.object({ name: z.string() }),
      resources: z.array(z.object({ kind: z.string() })).min(1),
    }),
  })
  .parse(load(readFileSync('infra/gates/flux/receiver.yaml', 'utf8')));

/** Source: Flux docs, Receiver, "Webhook path": the digest of token, name and namespace. */
const pathOf = (token: string): string =>
  `/hook/${createHash('sha256').update(`${token}${metadata.name}${metadata.namespace}`).digest('hex')}`;

test('the receiver that the guide describes is called when something may go, and for nothing else', async () => {
  // Of the types that Flux knows only this one asks for no header of its own.
  expect(spec.type).toBe('generic');
  const page = readFileSync('docs/gates.md', 'utf8');
  const [, events = ''] = /webhook create "https:\/\/flux\.example\.com\$path" --events ([\w. ]+)/.exec(page) ?? [];
  expect(page).toContain('status.webhookPath');
  const home = await openHome();
  const url = `https://flux.example.com${pathOf('token')}`;
  await createWebhook(home.deps, admin, { url, events: events.trim().split(' ') });
  for (const type of ['verdict.allowed', 'verdict.warned', 'verdict.denied', 'waiver.created']) await home.announce(type);
  const sweeper = webhookSweeper(home.deps);
  for (let round = 0; round < 3; round += 1) {
    await sweeper.sweep();
    await sweeper.idle();
  }
  expect(home.sent.map((request) => [request.method, request.url])).toEqual([
    ['POST', url],
    ['POST', url],
  ]);
  await sweeper.stop();
  home.close();
});
