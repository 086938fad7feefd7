import * as z from 'zod';
import { auditRecord } from '../audit/record.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import { longestGlob } from '../model/glob.ts';
import type { Deps } from '../ports/deps.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';

const globs = z.array(z.string().min(1).max(longestGlob)).max(100);

/**
 * How a cluster asks under one path of `/v1/admission`. Exemptions are globs; what is exempt is not judged at all. `failMode`: what becomes of
 * an answer that is `unknown` after the policy and the mapping had their say.
 */
export const admissionSettings = z.strictObject({
  exemptUsers: globs.default([]),
  exemptNamespaces: globs.default(['kube-system', 'kube-public', 'kube-node-lease']),
  exemptRuntimeClasses: globs.default([]),
  failMode: z.enum(['open', 'closed']).default('closed'),
  breakGlass: z.boolean().default(true),
  environment: z.string().min(1).max(128).nullable().default(null),
});
export type AdmissionSettings = Readonly<z.output<typeof admissionSettings>>;

/** `version` 0: nobody has written any, these are the defaults. */
export type SettingsView = { readonly version: number; readonly settings: AdmissionSettings };

export const loadSettings = async (deps: Pick<Deps, 'table'>, tenant: string, policy: string): Promise<SettingsView> => {
  const item = await deps.table.get(keys.admissionSettings(tenant, policy));
  return { version: item?.version ?? 0, settings: item ? decode(admissionSettings, item) : admissionSettings.parse({}) };
};

export const getAdmissionSettings = async (deps: Pick<Deps, 'table'>, caller: Caller, policy: string): Promise<SettingsView> => {
  requireScope(caller, 'policy:read');
  return loadSettings(deps, caller.tenant, policy);
};

/** Replaces them when they are still at `version`. Throws `version-mismatch`. */
export const replaceAdmissionSettings = async (
  deps: Pick<Deps, 'table' | 'clock' | 'ids'>,
  caller: Caller,
  input: { readonly policy: string; readonly version: number; readonly settings: AdmissionSettings },
): Promise<SettingsView> => {
  requireScope(caller, 'policy:write');
  const { policy, version, settings } = input;
  const item = { ...keys.admissionSettings(caller.tenant, policy), version: version + 1, body: settings };
  const written = await deps.table.write([
    { kind: 'put', when: version === 0 ? 'absent' : { version }, item },
    auditRecord(deps, caller, 'admission.configure', policy, { ...settings }),
  ]);
  if (written.kind === 'conflict') throw new AppError('version-mismatch', 'the settings have changed since they were read');
  return { version: version + 1, settings };
};
