import type { ManifestObject } from '../../manifest/object.ts';
import { hide, secretsIn } from './secret.ts';

/** As long as the longest message of a ValidatingAdmissionPolicy. Source: kubernetes/apiserver, pkg/cel/limits.go: MaxEvaluatedMessageExpressionSizeBytes. */
const longest = 5_120;
/** What begins behind the end is not kept: with so much more, a value that begins just before it is still known as one. */
const margin = 64;

/**
 * What a policy says of an object, of a length that can be kept, and without what a Secret holds, before the change or after it: verdicts are read by more
 * people than Secrets are.
 */
export const wordsOf = (message: string, object: ManifestObject, previous: ManifestObject | undefined): string => {
  const secrets = [object, ...(previous ? [previous] : [])].map(secretsIn);
  const told = secrets.reduce(hide, message.slice(0, longest + margin));
  return told.length <= longest && message.length <= longest ? told : `${told.slice(0, longest - 1)}…`;
};
