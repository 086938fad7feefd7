import * as z from 'zod';
import { getImage } from '../../../incident/image.ts';
import { endpoint, noBody, noQuery } from '../../endpoint.ts';
import { cacheable } from '../../reply.ts';
import { digestParams, layerSchema } from '../../schema/image.ts';

const countedLayer = layerSchema.extend({ packages: z.int().describe('Packages that the layer brought'), secrets: z.int() });

export const listImageLayersRoute = endpoint({
  method: 'get',
  path: '/v1/images/{digest}/layers',
  operation: 'listImageLayers',
  tag: 'images',
  summary: "An image's layers: who made them, what they weigh and waste, what they brought",
  scope: 'scan:read',
  params: digestParams,
  query: noQuery,
  body: noBody,
  replies: {
    200: { description: 'From the lowest', content: { 'application/json': z.object({ items: z.array(countedLayer) }) }, headers: ['ETag'] },
    304: { description: 'The caller has it already', headers: ['ETag'] },
  },
  handle: async ({ deps, caller, params, request }) => {
    const { content } = await getImage(deps, caller, params.digest);
    const items = content.layers.map((layer) => ({
      ...layer,
      packages: content.packages.filter((found) => found.layer === layer.digest).length,
      secrets: content.secrets.filter(({ place }) => place.kind === 'file' && place.layer === layer.digest).length,
    }));
    return cacheable(request, JSON.stringify({ items }), 'application/json');
  },
});
