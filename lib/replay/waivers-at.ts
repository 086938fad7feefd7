import type { Waiver } from '../model/waiver.ts';
import type { Deps } from '../ports/deps.ts';
import { allWaivers } from '../waiver/list.ts';
import { isInForce, waiverOf } from '../waiver/record.ts';

/** The waivers that were in force at a time; whether one had ended by then is for the judgement to say. */
export type WaiversAt = (at: number) => readonly Waiver[];

export const readWaiversAt = async (deps: Pick<Deps, 'table'>, tenant: string): Promise<WaiversAt> => {
  const records = await allWaivers(deps, tenant);
  return (at) => records.filter((record) => isInForce(record, at)).map(waiverOf);
};
