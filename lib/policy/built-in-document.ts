import { builtInPolicies } from './built-in.data.ts';
import type { PolicyDocument } from './document.ts';

/** The policy that judges where nobody has chosen one. */
export const defaultPolicyName = 'starter';

export const builtInNames: readonly string[] = builtInPolicies.map(({ metadata }) => metadata.name);

export const builtInDocument = (name: string): PolicyDocument | undefined => builtInPolicies.find(({ metadata }) => metadata.name === name);
