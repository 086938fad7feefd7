import { AppError } from './error.ts';

export const scopes = [
  'scan:write',
  'scan:read',
  'verdict:read',
  'gate:read',
  'deployment:read',
  'deployment:write',
  'admission:write',
  'policy:read',
  'policy:write',
  'waiver:read',
  'waiver:write',
  'waiver:approve',
  'webhook:read',
  'webhook:write',
  'key:read',
  'key:write',
  'audit:read',
] as const;
export type Scope = (typeof scopes)[number];

/** Who acts; the audit log never says "unknown". */
export type Actor =
  | { readonly kind: 'key'; readonly keyId: string; readonly name: string }
  | { readonly kind: 'federated'; readonly issuer: string; readonly subject: string }
  | { readonly kind: 'system'; readonly job: string };

/** How records name who acted; unique, where a key's own name is not. */
export const actorName = (actor: Actor): string => {
  switch (actor.kind) {
    case 'key':
      return actor.keyId;
    case 'federated':
      return `${actor.issuer}#${actor.subject}`;
    case 'system':
      return `system:${actor.job}`;
  }
};

/** What every use case is called with, beside its dependencies and its input. */
export type Caller = { readonly tenant: string; readonly actor: Actor; readonly scopes: readonly Scope[]; readonly requestId: string };

/** The first line of every use case. */
export const requireScope = (caller: Caller, scope: Scope): void => {
  if (!caller.scopes.includes(scope)) throw new AppError('forbidden', `this key lacks the scope ${scope}`);
};
