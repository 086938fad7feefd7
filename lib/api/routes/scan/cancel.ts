import { cancelScan } from '../../../scan/cancel.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { wireScan } from '../../scan.ts';
import { idParams } from '../../schema/id.ts';
import { scanSchema } from '../../schema/scan.ts';

export const cancelScanRoute = endpoint({
  method: 'post',
  path: '/v1/scans/{id}/cancel',
  operation: 'cancelScan',
  tag: 'scans',
  summary: 'End a scan at once',
  description: 'Cancelling what is cancelled is no error.',
  scope: 'scan:write',
  params: idParams('scan'),
  query: noQuery,
  body: noBody,
  replies: { 200: { description: 'It is cancelled', content: { 'application/json': scanSchema } } },
  errors: ['conflict'],
  handle: async ({ deps, caller, params }) => json(200, wireScan(await cancelScan(deps, caller, params.id))),
});
