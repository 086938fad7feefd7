import { type CompiledMapping, compileMapping } from '../policy/mapping.ts';
import type { Deps } from '../ports/deps.ts';
import type { Table } from '../ports/table.ts';
import { loadMapping } from './mapping.ts';

// By table first: two homes of one process may have a tenant of the same name.
const mappings = new WeakMap<Table, Map<string, { readonly revision: number; readonly mapping: CompiledMapping }>>();
const mostMappings = 1_000;

/** The tenant's mapping of changes to policies, compiled once per revision. One read by key. */
export const choices = async ({ table }: Pick<Deps, 'table'>, tenant: string): Promise<CompiledMapping> => {
  const { document, revision } = await loadMapping({ table }, tenant);
  const ofTable = mappings.get(table) ?? new Map();
  mappings.set(table, ofTable);
  const known = ofTable.get(tenant);
  if (known?.revision === revision) return known.mapping;
  const mapping = compileMapping(document);
  if (ofTable.size >= mostMappings) ofTable.clear();
  ofTable.set(tenant, { revision, mapping });
  return mapping;
};
