import type { SourceFile } from '../model/evidence.ts';
import type { LayerSummary } from '../model/image.ts';
import type { Severity } from '../model/severity.ts';
import type { Decision, Verdict } from '../model/verdict.ts';
import type { RuleInfo } from '../rule/rule.ts';

/** What a renderer may use beside the verdict; each part makes a report richer and none is needed. */
export type RenderContext = {
  readonly toolVersion: string;
  readonly verdictId?: string;
  /** Where people can read this verdict: an absolute http or https address. */
  readonly link?: string;
  /** The judged texts, for code frames and for finding the Dockerfile line that an image came from. */
  readonly sources?: readonly SourceFile[];
  readonly colour?: boolean;
  readonly layers?: readonly { readonly subject: number; readonly layers: readonly LayerSummary[] }[];
  /** Ids of the rules that the policy ran, so that passed ones can be shown too. */
  readonly checked?: readonly string[];
  /** What is known of rules that are not built in: those of other engines' policies. */
  readonly rules?: readonly RuleInfo[];
  /** Earlier verdicts of the same subject, oldest first. */
  readonly trend?: readonly TrendPoint[];
};

/** One verdict among others of the same change. `counts` leaves out what is waived. */
export type TrendPoint = {
  readonly at: string;
  readonly decision: Decision;
  readonly counts: { readonly [severity in Severity]?: number };
};

/**
 * One output format. `mediaTypes` are what `Accept` may ask for, the first is the answer's `Content-Type`; `render` is pure.
 * `parts` gives the same text piece by piece, so that a verdict of a whole cluster is never one string beside itself.
 */
export type Report = {
  readonly name: string;
  readonly mediaTypes: readonly [string, ...string[]];
  readonly extension: string;
  /** The parts of the context that it shows, so that nobody reads the others for it. */
  readonly uses?: readonly ('sources' | 'layers' | 'trend' | 'checked' | 'rules')[];
  render(verdict: Verdict, context: RenderContext): string;
  parts?(verdict: Verdict, context: RenderContext): Iterable<string>;
};
