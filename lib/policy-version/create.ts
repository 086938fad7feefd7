import { auditRecord } from '../audit/record.ts';
import { actorName, type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import { builtInNames } from '../policy/built-in-document.ts';
import { gatherPolicy } from '../policy/gather.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import { saveDocument } from '../store/document.ts';
import { keys } from '../store/keys.ts';
import { type PolicyVersion, versionOf } from './record.ts';

/** `created` is false when this version was there already: the same document twice is one version. */
export type CreatedVersion = { readonly version: PolicyVersion; readonly created: boolean };

/** Keeps a policy document as a version of its name; it judges nothing until it is activated. Throws `invalid-policy`. */
export const createPolicyVersion = async (
  deps: Pick<Deps, 'table' | 'clock' | 'ids'>,
  caller: Caller,
  input: { readonly text: string },
): Promise<CreatedVersion> => {
  requireScope(caller, 'policy:write');
  const { document, source, policy } = await gatherPolicy([{ text: input.text }], null);
  const { name, digest } = policy;
  refuseBuiltIn(name);
  const key = keys.policyVersion(caller.tenant, name, digest);
  const content = await saveDocument(deps.table, key, { document: source, text: input.text });
  const version: PolicyVersion = {
    name,
    digest,
    description: document.metadata.description ?? '',
    createdAt: instant(deps.clock),
    createdBy: actorName(caller.actor),
  };
  const written = await deps.table.write([
    { kind: 'put', when: 'absent', item: { ...key, version: 1, body: { ...version, content } } },
    auditRecord(deps, caller, 'policy.create', name, { digest }),
  ]);
  if (written.kind === 'written') return { version, created: true };
  const existing = await deps.table.get(key);
  if (!existing) throw new AppError('conflict', 'the policy could not be stored, try again');
  return { version: versionOf(existing), created: false };
};

/** A name always means the same policy: a built-in one cannot be shadowed. */
const refuseBuiltIn = (name: string): void => {
  if (!builtInNames.includes(name)) return;
  throw new AppError('invalid-policy', `${name} is the name of a built-in policy`, {
    places: [{ pointer: '/metadata/name', message: 'this name is taken by a built-in policy', fix: `my-${name}` }],
  });
};
