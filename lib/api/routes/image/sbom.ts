import * as z from 'zod';
import { cycloneDx } from '../../../image/sbom/cyclonedx.ts';
import { spdx } from '../../../image/sbom/spdx.ts';
import { getImage } from '../../../incident/image.ts';
import { negotiate } from '../../accept.ts';
import { endpoint, noBody } from '../../endpoint.ts';
import { cacheable } from '../../reply.ts';
import { digestParams } from '../../schema/image.ts';

const mediaTypes = { cyclonedx: 'application/vnd.cyclonedx+json', spdx: 'application/spdx+json' } as const;
const document = z.object({}).catchall(z.unknown());

export const getImageSbomRoute = endpoint({
  method: 'get',
  path: '/v1/images/{digest}/sbom',
  operation: 'getImageSbom',
  tag: 'images',
  summary: 'The software bill of materials, as CycloneDX 1.6 or SPDX 2.3',
  description: '`?format=` outranks `Accept`.',
  scope: 'scan:read',
  params: digestParams,
  query: z.strictObject({ format: z.enum(['cyclonedx', 'spdx']).optional() }),
  body: noBody,
  replies: {
    200: {
      description: 'The document',
      content: { [mediaTypes.cyclonedx]: document, [mediaTypes.spdx]: document },
      headers: ['ETag'],
    },
    304: { description: 'The caller has it already', headers: ['ETag'] },
  },
  handle: async ({ deps, caller, params, query, request }) => {
    const { subject, content, observedAt } = await getImage(deps, caller, params.digest);
    const mediaType =
      query.format === undefined ? negotiate(request.headers.get('accept'), Object.values(mediaTypes)) : mediaTypes[query.format];
    const input = { image: subject, content, createdAt: observedAt, tool: { name: 'plimsoll', version: deps.version } };
    return cacheable(request, JSON.stringify(mediaType === mediaTypes.spdx ? spdx(input) : cycloneDx(input)), mediaType);
  },
});
