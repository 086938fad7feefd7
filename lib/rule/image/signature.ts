import { shown } from '../../image/attached/keyless.ts';
import { askFor, plainSignature } from '../../image/signature/ask.ts';
import { judgeSignatures, type Standing } from '../../image/signature/judge.ts';
import type { ImageSignatures, TrustedSigner } from '../../model/signature.ts';
import { defineRule, notEvaluated, problem, type Statement } from '../rule.ts';

export const signatureRule = 'image-signature';

export const signature = defineRule({
  id: signatureRule,
  on: 'image',
  needs: 'packages',
  title: 'The image is signed by somebody the policy trusts',
  severity: 'high',
  severityReason: 'Whoever may push to the repository may put any image in the place of yours; nothing else shows who made it.',
  aliases: ['C-0236', 'C-0237', 'C-0289', 'C-0304', 'CIS-5.5.1'],
  remediation: 'Have the pipeline that builds the image sign it by its digest (cosign sign), or name whoever signs it in the policy.',
  reference: 'https://docs.sigstore.dev/cosign/signing/signing_with_containers/',
  category: 'image',
  *check({ evidence: { subject, content } }, { signatures: asks = [] }) {
    if (asks.length === 0) return yield notEvaluated('the policy names nobody whose signature counts (imageSignatures)');
    const ask = askFor(asks, subject.repository);
    if (ask === undefined) return yield notEvaluated(`the policy names nobody whose signature counts for ${subject.repository}`);
    const { signatures } = content;
    if (signatures === undefined) return yield notEvaluated('nobody looked for signatures when the image was inspected');
    for (const standing of judgeSignatures(signatures, ask)) if (!standing.isMet) yield statementOf(standing, ask.atLeast, signatures);
  },
});

const mostTold = 5;

const statementOf = (standing: Standing, atLeast: number, { unread, unreadable, digests, types }: ImageSignatures): Statement => {
  const { requirement, proofs, refused } = standing;
  if (unread !== null) return notEvaluated(`the signatures could not all be read: ${unread}`);
  const isPlain = requirement.type === plainSignature;
  if (!isPlain && !types.includes(requirement.type))
    return notEvaluated(`nobody looked for statements ${requirement.type} when the image was inspected`);
  const what = isPlain ? 'signature' : `statement ${requirement.type}`;
  const others = [...refused, ...unreadable];
  const told = [...others.slice(0, mostTold), ...(others.length > mostTold ? ['…'] : [])];
  const head = proofs.length > 0 ? tooFew(what, standing, atLeast) : none(what, digests[0] ?? '', others.length > 0);
  return problem([head, told.join('; ')].filter(Boolean).join(': '), { discriminator: requirement.type });
};

const tooFew = (what: string, { proofs }: Standing, atLeast: number): string =>
  `the ${what} must be of ${atLeast} signers and is of ${proofs.length} (${proofs.map(({ signer }) => shownSigner(signer)).join(', ')})`;

const none = (what: string, digest: string, isThereSome: boolean): string =>
  isThereSome ? `no ${what} of ${digest} is by anybody whom the policy trusts` : `no ${what} is attached to ${digest}`;

const shownSigner = (signer: TrustedSigner): string =>
  signer.kind === 'key' ? `the key ${signer.key.slice(0, 19)}` : `${shown(signer.subject)} of ${shown(signer.issuer)}`;
