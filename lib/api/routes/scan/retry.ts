import { retryScan } from '../../../scan/retry.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { wireScan } from '../../scan.ts';
import { idParams } from '../../schema/id.ts';
import { scanSchema } from '../../schema/scan.ts';

export const retryScanRoute = endpoint({
  method: 'post',
  path: '/v1/scans/{id}/retry',
  operation: 'retryScan',
  tag: 'scans',
  summary: 'Try a scan again that ended without success',
  description: 'From its first step: tags are resolved anew.',
  scope: 'scan:write',
  params: idParams('scan'),
  query: noQuery,
  body: noBody,
  idempotent: true,
  replies: {
    202: { description: 'It is queued again', content: { 'application/json': scanSchema }, headers: ['Location', 'Retry-After'] },
  },
  errors: ['conflict'],
  handle: async ({ deps, caller, params }) => {
    const scan = await retryScan(deps, caller, params.id);
    return json(202, wireScan(scan), { location: `/v1/scans/${scan.id}`, 'retry-after': '1' });
  },
});
