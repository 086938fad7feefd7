import * as z from 'zod';
import { evaluateInline } from '../../../scan/inline.ts';
import { endpoint, noParams } from '../../endpoint.ts';
import { text } from '../../reply.ts';
import { chosenReport, formats, verdictContent } from '../../report.ts';
import { changeQuery, changeTexts, exampleManifest, inlineChangeSchema, readTexts } from '../../schema/change.ts';
import { linked } from '../../verdict.ts';

export const evaluateRoute = endpoint({
  method: 'post',
  path: '/v1/evaluate',
  operation: 'evaluate',
  tag: 'scans',
  summary: 'Judge manifests, a Dockerfile or a bill of materials at once',
  description:
    'Nothing is queued. With `?record=false` nothing is written and the verdict has no id. A body of `application/yaml` is the manifests themselves, one of `text/x-dockerfile` a Dockerfile, one of `application/vnd.cyclonedx+json` or `application/spdx+json` a bill of materials.',
  scope: 'scan:write',
  params: noParams,
  query: z.strictObject({
    record: z.enum(['true', 'false']).default('true'),
    format: z.enum(formats).optional(),
    patches: z
      .enum(['json', 'strategic'])
      .default('json')
      .describe('Patches of manifests: RFC 6902, or as `kubectl patch --type strategic` takes them'),
    ...changeQuery,
  }),
  body: { schema: inlineChangeSchema, maxBytes: 8 * 1024 * 1024, texts: changeTexts, example: { manifests: exampleManifest } },
  idempotent: true,
  replies: { 200: { description: 'The verdict', content: verdictContent, headers: ['Location'] } },
  errors: ['not-found', 'invalid-yaml'],
  handle: async ({ deps, caller, query, body, request }) => {
    const { manifests = [], dockerfile = null, sbom = null, cluster = [] } = readTexts(body);
    const { verdict, id } = await evaluateInline({ ...deps, advisories: deps.issues }, caller, {
      manifests,
      dockerfile,
      sbom,
      cluster,
      environment: body.environment ?? query.environment ?? null,
      namespace: body.namespace ?? query.namespace ?? null,
      labels: body.labels ?? {},
      policy: body.policy ?? query.policy ?? null,
      record: query.record === 'true',
      patches: query.patches,
    });
    const { report, mediaType } = chosenReport(request, query.format);
    const sources = [...manifests, ...(dockerfile ? [dockerfile] : [])];
    const rendered = report.render(verdict, {
      toolVersion: deps.version,
      sources,
      ...(id !== null && { verdictId: id, ...linked(deps, id) }),
    });
    return text(200, rendered, mediaType, id === null ? {} : { location: `/v1/verdicts/${id}` });
  },
});
