import { askFor } from '../image/signature/ask.ts';
import { judgeSignatures } from '../image/signature/judge.ts';
import type { Evidence } from '../model/evidence.ts';
import type { NotEvaluated } from '../model/finding.ts';
import type { SignersOf } from '../model/verdict.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import { signatureRule } from '../rule/image/signature.ts';

type Asking = Pick<CompiledPolicy, 'imageSignatures'>;

/** Gaps of images whose signers the policy names: more than that nothing is known of signatures. */
export const signatureGaps = (
  gaps: readonly NotEvaluated[],
  evidence: readonly Evidence[],
  { imageSignatures }: Asking,
): readonly NotEvaluated[] =>
  imageSignatures.length === 0
    ? []
    : gaps.filter(({ rule, subject }) => {
        const one = evidence[subject];
        return rule === signatureRule && one?.kind === 'image' && askFor(imageSignatures, one.subject.repository) !== undefined;
      });

/** Who of the trusted has signed which image, met or not. */
export const signersIn = (evidence: readonly Evidence[], { imageSignatures }: Asking): readonly SignersOf[] =>
  imageSignatures.length === 0
    ? []
    : evidence.flatMap((one, subject): SignersOf[] => {
        const ask = one.kind === 'image' ? askFor(imageSignatures, one.subject.repository) : undefined;
        if (one.kind !== 'image' || ask === undefined || one.content.signatures === undefined) return [];
        const signatures = judgeSignatures(one.content.signatures, ask).flatMap(({ proofs }) => proofs);
        return signatures.length === 0 ? [] : [{ subject, signatures }];
      });
