import { type Caller, requireScope } from '../model/actor.ts';
import { type Digest, digestOf } from '../model/digest.ts';
import { AppError } from '../model/error.ts';
import { builtInDocument } from '../policy/built-in-document.ts';
import type { Deps } from '../ports/deps.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { activeRecord, type PolicyVersionContent, readContent } from './record.ts';

/** A name and the version that judges under it; `revision` is what `activatePolicy` compares. A built-in policy has its one version. */
export type PolicyView = {
  readonly name: string;
  readonly builtIn: boolean;
  readonly active: Digest | null;
  readonly revision: number;
  readonly version: PolicyVersionContent | null;
};

/** Throws AppError `not-found`. */
export const getPolicy = async (deps: Pick<Deps, 'table'>, caller: Caller, name: string): Promise<PolicyView> => {
  requireScope(caller, 'policy:read');
  const built = builtInVersion(name);
  if (built) return { name, builtIn: true, active: built.digest, revision: 0, version: built };
  const item = await deps.table.get(keys.policyActive(caller.tenant, name));
  if (item) {
    const { digest } = decode(activeRecord, item);
    return { name, builtIn: false, active: digest, revision: item.version, version: await loadVersion(deps, caller.tenant, name, digest) };
  }
  const versions = await deps.table.query({
    partition: keys.policyVersion(caller.tenant, name, 'sha256:').pk,
    prefix: 'version#',
    limit: 1,
  });
  if (versions.items.length === 0) throw new AppError('not-found', 'there is no such policy');
  return { name, builtIn: false, active: null, revision: 0, version: null };
};

/** Throws AppError `not-found`. */
export const getPolicyVersion = async (
  deps: Pick<Deps, 'table'>,
  caller: Caller,
  input: { readonly name: string; readonly digest: Digest },
): Promise<PolicyVersionContent> => {
  requireScope(caller, 'policy:read');
  const built = builtInVersion(input.name);
  const version = built?.digest === input.digest ? built : await loadVersion(deps, caller.tenant, input.name, input.digest);
  if (!version) throw new AppError('not-found', 'there is no such version of this policy');
  return version;
};

export const loadVersion = async (
  deps: Pick<Deps, 'table'>,
  tenant: string,
  name: string,
  digest: Digest,
): Promise<PolicyVersionContent | null> => {
  const key = keys.policyVersion(tenant, name, digest);
  const item = await deps.table.get(key);
  return item ? readContent(deps, key, item) : null;
};

/** Built-in policies came with the product and have no date of their own. */
const builtInVersion = (name: string): PolicyVersionContent | undefined => {
  const document = builtInDocument(name);
  if (!document) return undefined;
  return {
    name,
    digest: digestOf(document),
    description: document.metadata.description ?? '',
    createdAt: '1970-01-01T00:00:00.000Z',
    createdBy: 'plimsoll',
    document,
    text: `${JSON.stringify(document, null, 2)}\n`,
  };
};
