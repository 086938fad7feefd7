import * as z from 'zod';
import { getImage, pathFacts } from '../../../incident/image.ts';
import { endpoint, noBody } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { digestParams, packageSchema } from '../../schema/image.ts';

const record = z.object({}).catchall(z.unknown());

export const getImageFilesRoute = endpoint({
  method: 'get',
  path: '/v1/images/{digest}/files',
  operation: 'getImageFiles',
  tag: 'images',
  summary: 'What is known of a path of an image, and of all below it',
  description: 'Files that matter, packages that are proved there, secrets. A file of which nothing is known is not listed.',
  scope: 'scan:read',
  params: digestParams,
  query: z.strictObject({ path: z.string().max(4096).default('') }),
  body: noBody,
  replies: {
    200: {
      description: 'What is known',
      content: {
        'application/json': z.object({
          path: z.string(),
          executable: z.boolean().describe('The path itself is a program or a link to one'),
          facts: z.array(record),
          packages: z.array(packageSchema),
          secrets: z.array(record),
        }),
      },
    },
  },
  handle: async ({ deps, caller, params, query }) => json(200, pathFacts(await getImage(deps, caller, params.digest), query.path)),
});
