import * as z from 'zod';
import { getScan } from '../../../scan/get.ts';
import { endpoint, noBody } from '../../endpoint.ts';
import { cacheable } from '../../reply.ts';
import { hasEnded, waitForScan } from '../../scan.ts';
import { idParams } from '../../schema/id.ts';
import { scanSchema } from '../../schema/scan.ts';
import { waitQuery } from '../../wait.ts';

export const getScanRoute = endpoint({
  method: 'get',
  path: '/v1/scans/{id}',
  operation: 'getScan',
  tag: 'scans',
  summary: 'How far a scan is',
  description: '`Retry-After` is there until it has ended.',
  scope: 'scan:read',
  params: idParams('scan'),
  query: z.strictObject({ wait: waitQuery }),
  body: noBody,
  replies: {
    200: { description: 'The scan', content: { 'application/json': scanSchema }, headers: ['ETag', 'Retry-After', 'Preference-Applied'] },
    304: { description: 'Nothing has changed', headers: ['ETag'] },
  },
  handle: async ({ deps, caller, params, query, request }) => {
    const waited = await waitForScan(deps, caller, await getScan(deps, caller, params.id), { request, query: query.wait });
    const headers = hasEnded(waited.scan) ? waited.headers : { ...waited.headers, 'retry-after': '1' };
    return cacheable(request, JSON.stringify(waited.body), 'application/json', { headers });
  },
});
