import type { Decision, Reason } from '../model/verdict.ts';

/** An answer before it takes a protocol's form. */
export type Judgement = {
  readonly decision: Decision;
  readonly policy: string;
  readonly reasons: readonly Reason[];
  /** One sentence each; the worst first. */
  readonly problems: readonly string[];
  /** What nobody could say of the object, `rule: why` each. */
  readonly notEvaluated?: readonly string[];
};

export type Allowance = {
  readonly allowed: boolean;
  readonly message: string;
  readonly warnings: readonly string[];
  readonly auditAnnotations: { readonly [key: string]: string };
};

// Source: kubernetes, "Extensible Admission Controllers": warnings over 256 characters, or 4,096 together, may be cut; 120 is the advice.
const warningLength = 120;
const warningsMost = 10;
const messageLength = 2_000;

const short = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

export const exempted = (why: string): Allowance => ({ allowed: true, message: '', warnings: [], auditAnnotations: { exempt: why } });

/** `unknown` is neither yes nor no: the settings say which it becomes, and the annotations tell that it was so. */
export const allowanceOf = (judgement: Judgement, failMode: 'open' | 'closed'): Allowance => {
  const { decision, policy, reasons, problems } = judgement;
  const allowed = decision === 'unknown' ? failMode === 'open' : decision !== 'deny';
  const told = problems.length > 0 ? problems : reasons.map(({ message }) => message);
  const summary = `policy ${policy}: ${decision}`;
  const annotations = {
    decision,
    policy,
    reasons: short([...new Set(reasons.map(({ code }) => code))].join(','), messageLength),
    ...gaps(judgement),
  };
  if (!allowed)
    return { allowed, message: short(`${summary}: ${told.join('; ')}`, messageLength), warnings: [], auditAnnotations: annotations };
  const warnings = decision === 'allow' ? [] : told.slice(0, warningsMost).map((text) => short(text, warningLength));
  const more = decision === 'allow' ? 0 : told.length - warnings.length;
  return {
    allowed,
    message: '',
    warnings: more > 0 ? [...warnings, `and ${more} more (${summary})`] : warnings,
    auditAnnotations: annotations,
  };
};

/** The audit log is where somebody looks for what a gate did not look at. */
const gaps = ({ notEvaluated = [] }: Judgement): { readonly [key: string]: string } =>
  notEvaluated.length === 0 ? {} : { 'not-evaluated': short([...new Set(notEvaluated)].join('; '), messageLength) };

export const opened = (reason: string, judgement: Judgement): Allowance => ({
  allowed: true,
  message: '',
  warnings: [short(`policy ${judgement.policy} says ${judgement.decision}; let through by break-glass: ${reason}`, warningLength)],
  auditAnnotations: {
    decision: judgement.decision,
    policy: judgement.policy,
    'break-glass': short(reason, messageLength),
    ...gaps(judgement),
  },
});
