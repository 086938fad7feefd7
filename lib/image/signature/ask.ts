import { compileGlob } from '../../model/glob.ts';
import type { Identity } from '../attached/identity.ts';

/** One thing that must be signed. `type`: `signature`, or a pattern of predicate types. Members that are null or empty ask nothing. */
export type Requirement = {
  readonly type: string;
  readonly builder: string | null;
  readonly annotations: { readonly [name: string]: string };
};

/** Whose signatures a policy asks for on images of which repositories (patterns; null: all). `atLeast`: how many different signers each requirement needs. */
export type SignatureAsk = {
  readonly keys: readonly string[];
  readonly identities: readonly Identity[];
  readonly repositories: readonly string[] | null;
  readonly atLeast: number;
  readonly require: readonly Requirement[];
};

/** Of what cosign signs, and of nothing else that a statement says. Source: sigstore/cosign, pkg/types. */
export const plainSignature = 'signature';

/** The first that speaks of the repository. */
export const askFor = (asks: readonly SignatureAsk[], repository: string): SignatureAsk | undefined =>
  asks.find(({ repositories }) => repositories === null || repositories.some((one) => compileGlob(one).matches(repository)));
