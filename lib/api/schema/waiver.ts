import * as z from 'zod';
import { newWaiverSchema } from '../../waiver/create.ts';
import { waiverRecord, waiverStates } from '../../waiver/record.ts';
import { named } from './named.ts';

export const waiverState = z.enum(waiverStates);
export const waiverSchema = named('Waiver', waiverRecord.extend({ state: waiverState }));
export const newWaiverBody = named('NewWaiver', newWaiverSchema);
