import { AppError } from '../model/error.ts';
import { bindPolicy } from '../policy/bind.ts';
import { builtInPolicy } from '../policy/built-in.ts';
import { compiledPolicy, compilePolicy } from '../policy/compile.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import { type ChangeFacts, type CompiledMapping, compileMapping, type PolicyChoice, type PolicyFacts } from '../policy/mapping.ts';
import type { Deps } from '../ports/deps.ts';
import type { Table } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { loadVersion } from './get.ts';
import { loadMapping, type MappingView } from './mapping.ts';
import { activeRecord } from './record.ts';

/** The policy that judges a change, as its binding uses it, and how it was chosen. */
export type ActivePolicy = { readonly policy: CompiledPolicy; readonly choice: PolicyChoice };

/** Which policy judges a change with these facts. Two reads by key; the documents are compiled once per digest. */
export const activePolicy = async (deps: Pick<Deps, 'table'>, tenant: string, facts: PolicyFacts): Promise<ActivePolicy> => {
  const choice = compiledMapping(deps.table, tenant, await loadMapping(deps, tenant)).choose(facts);
  return { policy: bindPolicy(await policyByName(deps, tenant, choice.policy), choice.mode), choice };
};

/** Every policy that a change of several images and namespaces must satisfy, each as its binding uses it. */
export const activePolicies = async (deps: Pick<Deps, 'table'>, tenant: string, facts: ChangeFacts): Promise<readonly CompiledPolicy[]> => {
  const choices = compiledMapping(deps.table, tenant, await loadMapping(deps, tenant)).chooseAll(facts);
  const bound: CompiledPolicy[] = [];
  for (const { policy, mode } of choices) bound.push(bindPolicy(await policyByName(deps, tenant, policy), mode));
  return [...new Set(bound)];
};

/** The active version of a name. Throws AppError `not-found`. */
export const policyByName = async (deps: Pick<Deps, 'table'>, tenant: string, name: string): Promise<CompiledPolicy> => {
  const built = builtInPolicy(name);
  if (built) return built;
  const item = await deps.table.get(keys.policyActive(tenant, name));
  if (!item) throw new AppError('not-found', `no policy named ${name} is active`);
  const { digest } = decode(activeRecord, item);
  const known = compiledPolicy(digest);
  if (known) return known;
  const version = await loadVersion(deps, tenant, name, digest);
  if (!version) throw new AppError('internal', 'an active policy has no document', { internal: `${tenant} ${name} ${digest}` });
  return compilePolicy(version.document);
};

// By table first: two homes of one process may have a tenant of the same name.
const mappings = new WeakMap<Table, Map<string, { readonly revision: number; readonly mapping: CompiledMapping }>>();
const mostMappings = 1_000;

const compiledMapping = (table: Table, tenant: string, { document, revision }: MappingView): CompiledMapping => {
  const ofTable = mappings.get(table) ?? new Map();
  mappings.set(table, ofTable);
  const known = ofTable.get(tenant);
  if (known?.revision === revision) return known.mapping;
  const mapping = compileMapping(document);
  if (ofTable.size >= mostMappings) ofTable.clear();
  ofTable.set(tenant, { revision, mapping });
  return mapping;
};
