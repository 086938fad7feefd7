import * as z from 'zod';
import { startScan } from '../../../scan/start.ts';
import { endpoint, noParams } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { hasEnded, waitForScan } from '../../scan.ts';
import { changeQuery, changeSchema, changeTexts, exampleManifest, readTexts } from '../../schema/change.ts';
import { scanSchema } from '../../schema/scan.ts';
import { waitQuery } from '../../wait.ts';

export const startScanRoute = endpoint({
  method: 'post',
  path: '/v1/scans',
  operation: 'startScan',
  tag: 'scans',
  summary: 'Judge an image, manifests, a Dockerfile, a bill of materials, or all of one change',
  description:
    'Answers 202 and goes on in the background; follow `Location`. With `?wait=25` or `Prefer: wait=25` it answers 200 with the verdict when the scan has ended in time. ' +
    'A body of `application/yaml` is the manifests themselves, one of `text/x-dockerfile` a Dockerfile, one of `application/vnd.cyclonedx+json` or `application/spdx+json` a bill of materials.',
  scope: 'scan:write',
  params: noParams,
  query: z.strictObject({ wait: waitQuery, ...changeQuery }),
  body: {
    schema: changeSchema,
    maxBytes: 16 * 1024 * 1024,
    texts: changeTexts,
    example: { image: 'registry.example.com/web:1.4', manifests: exampleManifest, environment: 'production' },
  },
  idempotent: true,
  replies: {
    200: { description: 'It has ended already', content: { 'application/json': scanSchema }, headers: ['Location', 'Preference-Applied'] },
    202: {
      description: 'It goes on',
      content: { 'application/json': scanSchema },
      headers: ['Location', 'Retry-After', 'Preference-Applied'],
    },
  },
  errors: ['invalid-reference', 'not-found', 'invalid-yaml'],
  handle: async ({ deps, caller, query, body, request }) => {
    const { wait, ...beside } = query;
    const { manifests: _manifests, dockerfile: _dockerfile, sbom: _sbom, cluster: _cluster, ...others } = body;
    const started = await startScan(deps, caller, { ...beside, ...others, ...readTexts(body) });
    const waited = await waitForScan(deps, caller, started, { request, query: wait });
    const headers = { location: `/v1/scans/${started.id}`, ...waited.headers };
    return hasEnded(waited.scan) ? json(200, waited.body, headers) : json(202, waited.body, { ...headers, 'retry-after': '1' });
  },
});
