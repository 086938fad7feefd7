import type { Digest } from '../model/digest.ts';
import type { NotEvaluated } from '../model/finding.ts';
import type { Location } from '../model/location.ts';
import { platformText, type Subject } from '../model/subject.ts';
import type { InputProblem, JudgedFinding, Reason, Verdict } from '../model/verdict.ts';

export type WireLocation =
  | { readonly file: string; readonly line: number; readonly column: number; readonly endLine?: number; readonly pointer?: string }
  | { readonly layer: Digest; readonly path: string }
  | { readonly pointer: string };

export type WireSubject = {
  readonly kind: Subject['kind'];
  readonly ref: string;
  readonly digest: Digest;
  readonly repository?: string;
  readonly platform?: string;
};

export type WireFinding = Omit<JudgedFinding, 'location'> & { readonly location: WireLocation };

/** A verdict as it is shown to the outside. Public interface: members are added, never renamed or removed. */
export type WireVerdict = {
  readonly decision: Verdict['decision'];
  readonly policy: Verdict['policy'];
  readonly evaluatedAt: string;
  readonly subjects: readonly WireSubject[];
  readonly findings: readonly WireFinding[];
  readonly reasons: readonly Reason[];
  readonly notEvaluated: readonly NotEvaluated[];
  readonly errors: readonly InputProblem[];
  readonly unmatchedVex?: NonNullable<Verdict['unmatchedVex']>;
  readonly signers?: NonNullable<Verdict['signers']>;
  readonly inputs: Verdict['inputs'];
};

export const toWire = (verdict: Verdict): WireVerdict => ({
  decision: verdict.decision,
  policy: { name: verdict.policy.name, digest: verdict.policy.digest },
  evaluatedAt: verdict.evaluatedAt,
  subjects: verdict.subjects.map(wireSubject),
  findings: verdict.findings.map(wireFinding),
  reasons: verdict.reasons,
  notEvaluated: verdict.notEvaluated,
  errors: verdict.errors,
  ...(verdict.unmatchedVex && { unmatchedVex: verdict.unmatchedVex }),
  ...(verdict.signers && { signers: verdict.signers }),
  inputs: verdict.inputs,
});

export const wireFinding = (finding: JudgedFinding): WireFinding => ({ ...finding, location: wireLocation(finding.location) });

export const wireSubject = (subject: Subject): WireSubject => ({
  kind: subject.kind,
  ref: subject.ref,
  digest: subject.digest,
  ...(subject.kind === 'image' && { repository: subject.repository, platform: platformText(subject.platform) }),
});

const wireLocation = (location: Location): WireLocation => {
  switch (location.kind) {
    case 'source': {
      const { kind: _kind, ...place } = location;
      return place;
    }
    case 'layer':
      return { layer: location.layer, path: location.path };
    case 'config':
      return { pointer: location.pointer };
  }
};
