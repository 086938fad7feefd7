import * as z from 'zod';
import { getVerdict } from '../../../history/get.ts';
import { packagesAround } from '../../../incident/packages-before.ts';
import { wireFinding } from '../../../report/wire.ts';
import { diffStatuses, diffVerdicts } from '../../../verdict/diff.ts';
import { endpoint, noBody } from '../../endpoint.ts';
import { cacheable } from '../../reply.ts';
import { idOf, idParams } from '../../schema/id.ts';
import { named } from '../../schema/named.ts';
import { decision, findingSchema } from '../../schema/verdict.ts';

const head = z.object({ id: z.string(), decision, evaluatedAt: z.string(), policy: z.object({ name: z.string(), digest: z.string() }) });
const diffSchema = named(
  'VerdictDiff',
  z.object({
    from: head,
    to: head,
    counts: z.object(Object.fromEntries(diffStatuses.map((status) => [status, z.int()]))),
    entries: z.array(z.object({ status: z.enum(diffStatuses), reason: z.string(), finding: findingSchema })),
  }),
);

export const diffVerdictsRoute = endpoint({
  method: 'get',
  path: '/v1/verdicts/{id}/diff',
  operation: 'diffVerdicts',
  tag: 'verdicts',
  summary: 'What became of the findings since another verdict',
  description: "`introduced` and `fixed` are the change's doing; `newly-disclosed` and `no-longer-observed` came about without it.",
  scope: 'verdict:read',
  params: idParams('ver'),
  query: z.strictObject({ against: idOf('ver').describe('The older verdict') }),
  body: noBody,
  replies: {
    200: { description: 'The difference', content: { 'application/json': diffSchema }, headers: ['ETag'] },
    304: { description: 'The caller has it already', headers: ['ETag'] },
  },
  handle: async ({ deps, caller, params, query, request }) => {
    const [after, before] = await Promise.all([getVerdict(deps, caller, params.id), getVerdict(deps, caller, query.against)]);
    const { from, to, counts, entries } = diffVerdicts(
      before.verdict,
      after.verdict,
      await packagesAround(deps, caller.tenant, before.verdict, after.verdict),
    );
    const shown = entries.map((entry) => ({ ...entry, finding: wireFinding(entry.finding) }));
    const body = { from: { id: query.against, ...from }, to: { id: params.id, ...to }, counts, entries: shown };
    return cacheable(request, JSON.stringify(body), 'application/json');
  },
});
