import { getAdmissionSettings, replaceAdmissionSettings } from '../../../admission/settings.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { requiredVersion, updated, versioned } from '../../if-match.ts';
import { admissionParams, admissionSettingsSchema, settingsViewSchema } from '../../schema/admission.ts';

export const getAdmissionSettingsRoute = endpoint({
  method: 'get',
  path: '/v1/admission/{policy}/settings',
  operation: 'getAdmissionSettings',
  tag: 'admission',
  summary: 'How a cluster asks: exemptions, fail mode, break-glass',
  scope: 'policy:read',
  params: admissionParams,
  query: noQuery,
  body: noBody,
  replies: {
    200: { description: 'The settings', content: { 'application/json': settingsViewSchema }, headers: ['ETag'] },
    304: { description: 'The caller has it already', headers: ['ETag'] },
  },
  handle: async ({ deps, caller, params, request }) => versioned(request, await getAdmissionSettings(deps, caller, params.policy)),
});

export const replaceAdmissionSettingsRoute = endpoint({
  method: 'put',
  path: '/v1/admission/{policy}/settings',
  operation: 'replaceAdmissionSettings',
  tag: 'admission',
  summary: 'Change how a cluster asks',
  scope: 'policy:write',
  params: admissionParams,
  query: noQuery,
  body: { schema: admissionSettingsSchema, maxBytes: 262_144, example: { exemptNamespaces: ['kube-*'], failMode: 'open' } },
  conditional: true,
  replies: { 200: { description: 'The settings as they are now', content: { 'application/json': settingsViewSchema }, headers: ['ETag'] } },
  handle: async ({ deps, caller, params, body, request }) =>
    updated(await replaceAdmissionSettings(deps, caller, { policy: params.policy, version: requiredVersion(request), settings: body })),
});
