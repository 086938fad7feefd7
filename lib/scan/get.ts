import { type Caller, requireScope } from '../model/actor.ts';
import type { Deps } from '../ports/deps.ts';
import { type ScanView, viewOf } from './record.ts';
import { findScan } from './store.ts';

/** Throws AppError `not-found`. */
export const getScan = async (deps: Pick<Deps, 'table'>, caller: Caller, id: string): Promise<ScanView> => {
  requireScope(caller, 'scan:read');
  return viewOf((await findScan(deps, caller.tenant, id)).record);
};
