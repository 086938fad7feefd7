import * as z from 'zod';
import { getVerdict } from '../../../history/get.ts';
import { readShown } from '../../../history/shown.ts';
import { endpoint, noBody } from '../../endpoint.ts';
import { cacheable, immutable } from '../../reply.ts';
import { chosenReport, formats, verdictContent } from '../../report.ts';
import { idParams } from '../../schema/id.ts';
import { linked } from '../../verdict.ts';

// A report is a file to keep, not a page of this service: as a page it may load nothing and run nothing.
const sandbox = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

export const getVerdictRoute = endpoint({
  method: 'get',
  path: '/v1/verdicts/{id}',
  operation: 'getVerdict',
  tag: 'verdicts',
  summary: 'One verdict, as JSON or as a report',
  description: 'It never changes. `?format=` outranks `Accept`.',
  scope: 'verdict:read',
  params: idParams('ver'),
  query: z.strictObject({ format: z.enum(formats).optional() }),
  body: noBody,
  replies: {
    200: { description: 'The verdict', content: verdictContent, headers: ['ETag'] },
    304: { description: 'The caller has it already', headers: ['ETag'] },
  },
  handle: async ({ deps, caller, params, query, request }) => {
    const stored = await getVerdict(deps, caller, params.id);
    const { report, mediaType } = chosenReport(request, query.format);
    const shown = await readShown({ deps, caller }, stored, report);
    const body = report.render(stored.verdict, { toolVersion: deps.version, verdictId: params.id, ...linked(deps, params.id), ...shown });
    return cacheable(request, body, mediaType, {
      cacheControl: immutable,
      // A newer version may write the same verdict in other words.
      etag: `"${params.id}.${report.name}.${deps.version}"`,
      headers: { 'content-security-policy': sandbox },
    });
  },
});
