import { decisions, type Verdict } from '../model/verdict.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import { evaluate } from './evaluate.ts';
import type { EvaluationInput } from './input.ts';

/** A change must satisfy every policy that is chosen for a part of it: the verdict of the one that objects most, of equals the first. `policies` is not empty. */
export const evaluateStrictest = (input: Omit<EvaluationInput, 'policy'>, policies: readonly CompiledPolicy[]): Verdict =>
  policies.map((policy) => evaluate({ ...input, policy })).reduce((worst, next) => (weight(next) > weight(worst) ? next : worst));

const weight = ({ decision }: Verdict): number => decisions.indexOf(decision);
