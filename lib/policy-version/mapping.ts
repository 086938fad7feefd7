import * as z from 'zod';
import { type Caller, requireScope } from '../model/actor.ts';
import { defaultPolicyName } from '../policy/built-in-document.ts';
import { type MappingDocument, mappingSchema, policyApiVersion } from '../policy/document.ts';
import type { Deps } from '../ports/deps.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';

const mappingRecord = z.object({ document: mappingSchema, changedAt: z.string(), changedBy: z.string() });

/** `revision` 0: nobody has written one, everything is judged by the default policy. */
export type MappingView = { readonly document: MappingDocument; readonly revision: number };

const nobodysMapping: MappingDocument = {
  apiVersion: policyApiVersion,
  kind: 'PolicyMapping',
  metadata: { name: 'default' },
  spec: { mappings: [], default: defaultPolicyName },
};

export const getMapping = async (deps: Pick<Deps, 'table'>, caller: Caller): Promise<MappingView> => {
  requireScope(caller, 'policy:read');
  return loadMapping(deps, caller.tenant);
};

export const loadMapping = async (deps: Pick<Deps, 'table'>, tenant: string): Promise<MappingView> => {
  const item = await deps.table.get(keys.policyMapping(tenant));
  return item ? { document: decode(mappingRecord, item).document, revision: item.version } : { document: nobodysMapping, revision: 0 };
};
