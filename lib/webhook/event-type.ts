import { nearest } from '../model/nearest.ts';

/** What can be subscribed to. `docs/webhooks.md` shows each one's data. */
export const eventTypes = {
  'verdict.allowed': 'a change was judged and may go',
  'verdict.warned': 'a change was judged and may go, with warnings',
  'verdict.denied': 'a change was judged and may not go',
  'verdict.unknown': 'a change could not be decided',
  'scan.failed': 'a scan ended without a verdict',
  'gate.break_glass': 'a gate was opened by hand in spite of its answer',
  'deployment.recorded': 'a change was told to run in an environment now',
  'policy.activated': 'another version of a policy became the active one',
  'policy.replayed': 'stored evidence was judged again by another version of a policy, to see what it would change',
  'waiver.created': 'a finding was accepted for a time',
  'waiver.approved': 'a waiver that waited for it was approved, and holds from now on',
  'waiver.revoked': 'a waiver was taken back',
  'webhook.disabled': 'another endpoint was disabled because it kept failing',
  'webhook.test': 'a test that was asked for; sent to the one endpoint it is for',
} as const;

const names = Object.keys(eventTypes);

/** A pattern is a type, `*`, or the beginning of types up to a dot and `*`: `verdict.*`. */
export const matchesType = (pattern: string, type: string): boolean =>
  pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)));

export const isTypePattern = (pattern: string): boolean => names.some((name) => matchesType(pattern, name));

export const nearestType = (pattern: string): string | undefined => nearest(pattern, [...names, 'verdict.*', 'waiver.*', 'webhook.*']);
