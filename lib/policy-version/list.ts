import { type Caller, requireScope } from '../model/actor.ts';
import { digestOf } from '../model/digest.ts';
import { builtInDocument, builtInNames } from '../policy/built-in-document.ts';
import type { Deps } from '../ports/deps.ts';
import type { PageKey } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { type ActiveVersion, activeRecord, type PolicyVersion, versionOf } from './record.ts';

export type PolicyListItem = { readonly name: string; readonly builtIn: boolean; readonly active: ActiveVersion['digest'] };
export type PolicyPage = { readonly items: readonly PolicyListItem[]; readonly next?: PageKey };
export type VersionPage = { readonly items: readonly PolicyVersion[]; readonly next?: PageKey };

type PageInput = { readonly limit: number; readonly after?: PageKey | undefined };

/** Policies that can judge, by name: those of the product on the first page, then the tenant's with an active version. */
export const listPolicies = async (deps: Pick<Deps, 'table'>, caller: Caller, { limit, after }: PageInput): Promise<PolicyPage> => {
  requireScope(caller, 'policy:read');
  const page = await deps.table.query({
    partition: keys.policyActive(caller.tenant, '').pk,
    prefix: keys.policyActive(caller.tenant, '').sk,
    limit,
    ...(after && { after }),
  });
  const stored = page.items.map((item) => {
    const { name, digest } = decode(activeRecord, item);
    return { name, builtIn: false, active: digest };
  });
  return { items: [...(after ? [] : builtIns()), ...stored], ...(page.next && { next: page.next }) };
};

const builtIns = (): readonly PolicyListItem[] =>
  builtInNames.map((name) => ({ name, builtIn: true, active: digestOf(builtInDocument(name)) }));

/** Every stored version of a name, in no order of time: digests have none, `createdAt` tells it. */
export const listPolicyVersions = async (
  deps: Pick<Deps, 'table'>,
  caller: Caller,
  { name, limit, after }: PageInput & { readonly name: string },
): Promise<VersionPage> => {
  requireScope(caller, 'policy:read');
  const page = await deps.table.query({
    partition: keys.policyVersion(caller.tenant, name, 'sha256:').pk,
    prefix: 'version#sha256:',
    limit,
    ...(after && { after }),
  });
  // Chunks of large documents lie beside the versions they belong to.
  const versions = page.items.filter(({ sk }) => sk.split('#').length === 2);
  return { items: versions.map(versionOf), ...(page.next && { next: page.next }) };
};
