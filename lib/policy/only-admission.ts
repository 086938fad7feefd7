import type { JsonObject } from '../model/json.ts';
import { policyApiVersion } from './document.ts';

const longestName = 63;

/** Names of files and of other engines' policies in the form of ours. */
export const policyNameOf = (text: string): string => {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, longestName)
    .replaceAll(/^-|-$/g, '');
  return name === '' ? 'policies' : name;
};

/**
 * A policy that judges by other engines' policies and by nothing else. What one of them cannot tell of is a warning: it was written to stop something, and
 * nobody has chosen to let that through.
 */
export const onlyAdmission = (name: string): JsonObject => ({
  apiVersion: policyApiVersion,
  kind: 'Policy',
  metadata: { name: policyNameOf(name) },
  spec: {
    thresholds: { misconfiguration: { deny: 'never', warn: 'never' }, vulnerability: { deny: 'never', warn: 'never' } },
    actions: { notEvaluated: 'warn' },
  },
});
