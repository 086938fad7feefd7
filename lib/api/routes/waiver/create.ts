import { createWaiver } from '../../../waiver/create.ts';
import { endpoint, noParams, noQuery } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { newWaiverBody, waiverSchema } from '../../schema/waiver.ts';

export const createWaiverRoute = endpoint({
  method: 'post',
  path: '/v1/waivers',
  operation: 'createWaiver',
  tag: 'waivers',
  summary: 'Accept a finding',
  description:
    'One of `rule`, `fingerprint` and `package` says which; every other member of the scope must match too. A waiver is never changed: revoke it and make another.',
  scope: 'waiver:write',
  params: noParams,
  query: noQuery,
  body: {
    schema: newWaiverBody,
    maxBytes: 65_536,
    example: {
      scope: { rule: 'run-as-non-root', namespace: 'legacy', object: '*/Deployment/legacy/billing' },
      reason: 'The vendor runs as root until version 5',
      ticket: 'OPS-1234',
      expiresAt: '2027-03-31T00:00:00Z',
    },
  },
  idempotent: true,
  replies: { 201: { description: 'The waiver was made', content: { 'application/json': waiverSchema }, headers: ['Location'] } },
  errors: ['conflict'],
  handle: async ({ deps, caller, body }) => {
    const waiver = await createWaiver(deps, caller, body);
    return json(201, waiver, { location: `/v1/waivers/${waiver.id}` });
  },
});
