import { getScan } from '../../../scan/get.ts';
import type { ScanView } from '../../../scan/record.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { eventStream, type StreamEvent } from '../../event-stream.ts';
import { hasEnded, wireScan } from '../../scan.ts';
import { idParams } from '../../schema/id.ts';

export const scanEventsRoute = endpoint({
  method: 'get',
  path: '/v1/scans/{id}/events',
  operation: 'followScan',
  tag: 'scans',
  summary: 'Follow a scan as server-sent events',
  description:
    'An event `scan` at every change, an event `end` when it has ended; both hold the scan. The stream closes then, or after five minutes: clients connect again by themselves, with Last-Event-ID.',
  scope: 'scan:read',
  params: idParams('scan'),
  query: noQuery,
  body: noBody,
  replies: { 200: { description: 'Events', content: { 'text/event-stream': null } } },
  handle: async ({ deps, caller, params, request }) => {
    const read = () => getScan(deps, caller, params.id);
    return eventStream(deps, eventOf(await read()), {
      read: async () => eventOf(await read()),
      isLast: ({ name }) => name === 'end',
      lastSeen: request.headers.get('last-event-id'),
    });
  },
});

const eventOf = (scan: ScanView): StreamEvent => ({
  id: `${scan.updatedAt}/${scan.state}/${scan.attempt}`,
  name: hasEnded(scan) ? 'end' : 'scan',
  data: wireScan(scan),
});
