import { getWaiverSettings, replaceWaiverSettings } from '../../../waiver/settings.ts';
import { endpoint, noBody, noParams, noQuery } from '../../endpoint.ts';
import { requiredVersion, updated, versioned } from '../../if-match.ts';
import { waiverSettingsSchema, waiverSettingsViewSchema } from '../../schema/waiver.ts';

export const getWaiverSettingsRoute = endpoint({
  method: 'get',
  path: '/v1/waiver-settings',
  operation: 'getWaiverSettings',
  tag: 'waivers',
  summary: 'Whether waivers need approval',
  scope: 'waiver:read',
  params: noParams,
  query: noQuery,
  body: noBody,
  replies: {
    200: { description: 'The settings', content: { 'application/json': waiverSettingsViewSchema }, headers: ['ETag'] },
    304: { description: 'The caller has it already', headers: ['ETag'] },
  },
  handle: async ({ deps, caller, request }) => versioned(request, await getWaiverSettings(deps, caller)),
});

export const replaceWaiverSettingsRoute = endpoint({
  method: 'put',
  path: '/v1/waiver-settings',
  operation: 'replaceWaiverSettings',
  tag: 'waivers',
  summary: 'Say whether waivers need approval',
  description: 'It is about waivers that are made from now on.',
  scope: 'waiver:approve',
  params: noParams,
  query: noQuery,
  body: { schema: waiverSettingsSchema, maxBytes: 4096, example: { approval: 'another-key' } },
  conditional: true,
  replies: {
    200: { description: 'The settings as they are now', content: { 'application/json': waiverSettingsViewSchema }, headers: ['ETag'] },
  },
  handle: async ({ deps, caller, body, request }) =>
    updated(await replaceWaiverSettings(deps, caller, { version: requiredVersion(request), settings: body })),
});
