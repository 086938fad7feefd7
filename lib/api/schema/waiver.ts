import * as z from 'zod';
import { newWaiverSchema } from '../../waiver/create.ts';
import { waiverRecord, waiverStates } from '../../waiver/record.ts';
import { waiverSettings } from '../../waiver/settings.ts';
import { named } from './named.ts';

export const waiverState = z.enum(waiverStates);
export const waiverSchema = named('Waiver', waiverRecord.extend({ state: waiverState }));
export const newWaiverBody = named('NewWaiver', newWaiverSchema);
export const waiverSettingsSchema = named('WaiverSettings', waiverSettings);
export const waiverSettingsViewSchema = z.object({ version: z.int(), settings: waiverSettings.extend({}) });
