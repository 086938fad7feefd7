import * as z from 'zod';
import { auditRecord } from '../audit/record.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { Deps } from '../ports/deps.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';

/** `approval: another-key`: new waivers hold only once a key that did not make them has approved them. */
export const waiverSettings = z.strictObject({ approval: z.enum(['none', 'another-key']).default('none') });
export type WaiverSettings = Readonly<z.output<typeof waiverSettings>>;

/** `version` 0: nobody has written any, these are the defaults. */
export type WaiverSettingsView = { readonly version: number; readonly settings: WaiverSettings };

export const loadWaiverSettings = async (deps: Pick<Deps, 'table'>, tenant: string): Promise<WaiverSettingsView> => {
  const item = await deps.table.get(keys.waiverSettings(tenant));
  return { version: item?.version ?? 0, settings: item ? decode(waiverSettings, item) : waiverSettings.parse({}) };
};

export const getWaiverSettings = async (deps: Pick<Deps, 'table'>, caller: Caller): Promise<WaiverSettingsView> => {
  requireScope(caller, 'waiver:read');
  return loadWaiverSettings(deps, caller.tenant);
};

/** For those who approve: who may only make waivers cannot make approval unnecessary. Throws `version-mismatch`. */
export const replaceWaiverSettings = async (
  deps: Pick<Deps, 'table' | 'clock' | 'ids'>,
  caller: Caller,
  { version, settings }: WaiverSettingsView,
): Promise<WaiverSettingsView> => {
  requireScope(caller, 'waiver:approve');
  const written = await deps.table.write([
    {
      kind: 'put',
      when: version === 0 ? 'absent' : { version },
      item: { ...keys.waiverSettings(caller.tenant), version: version + 1, body: settings },
    },
    auditRecord(deps, caller, 'waiver.configure', 'waivers', { ...settings }),
  ]);
  if (written.kind === 'conflict') throw new AppError('version-mismatch', 'the settings have changed since they were read');
  return { version: version + 1, settings };
};
