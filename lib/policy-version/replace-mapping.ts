import { auditRecord } from '../audit/record.ts';
import { actorName, type Caller, requireScope } from '../model/actor.ts';
import { AppError, type ErrorPlace } from '../model/error.ts';
import { builtInNames } from '../policy/built-in-document.ts';
import type { MappingDocument } from '../policy/document.ts';
import { parseMapping } from '../policy/parse.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import { keys } from '../store/keys.ts';
import type { MappingView } from './mapping.ts';

/** Replaces the tenant's mapping when it is still at `revision`. Throws `invalid-policy`, `version-mismatch`. */
export const replaceMapping = async (
  deps: Pick<Deps, 'table' | 'clock' | 'ids'>,
  caller: Caller,
  input: { readonly text: string; readonly revision: number },
): Promise<MappingView> => {
  requireScope(caller, 'policy:write');
  const { document, source } = parseMapping(input.text);
  await refuseUnknownPolicies(deps, caller.tenant, document);
  const key = keys.policyMapping(caller.tenant);
  const body = { document: source, changedAt: instant(deps.clock), changedBy: actorName(caller.actor) };
  const written = await deps.table.write([
    {
      kind: 'put',
      when: input.revision === 0 ? 'absent' : { version: input.revision },
      item: { ...key, version: input.revision + 1, body },
    },
    auditRecord(deps, caller, 'policy.map', document.metadata.name, {
      mappings: document.spec.mappings.length,
      default: document.spec.default,
    }),
  ]);
  if (written.kind === 'conflict') throw new AppError('version-mismatch', 'the mapping was changed meanwhile');
  return { document, revision: input.revision + 1 };
};

/** A mapping to a policy that judges nothing would leave its changes without an answer. */
const refuseUnknownPolicies = async (deps: Pick<Deps, 'table'>, tenant: string, { spec }: MappingDocument): Promise<void> => {
  const named = [
    ...spec.mappings.map(({ policy }, index) => ({ policy, pointer: `/spec/mappings/${index}/policy` })),
    { policy: spec.default, pointer: '/spec/default' },
  ];
  const stored = new Set(builtInNames);
  for (const policy of new Set(named.map((one) => one.policy))) {
    if (!stored.has(policy) && (await deps.table.get(keys.policyActive(tenant, policy)))) stored.add(policy);
  }
  const places = named.flatMap(({ policy, pointer }): ErrorPlace[] =>
    stored.has(policy) ? [] : [{ pointer, message: `no policy named ${policy} is active`, fix: 'store and activate it first' }],
  );
  if (places.length > 0) throw new AppError('invalid-policy', 'the mapping names policies that are not active', { places });
};
