import { auditRecord } from '../audit/record.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { Reason } from '../model/verdict.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import { policyByName } from '../policy-version/active.ts';
import { policyAsked } from '../policy-version/named.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import { decide, sortReasons } from '../verdict/reason.ts';
import { outboxEvent } from '../webhook/outbox.ts';
import type { GateInput } from './input.ts';
import type { GateAnswer, SubjectAnswer } from './result.ts';
import { answerSubject } from './subject.ts';
import { tagsMs } from './tag.ts';
import { type Target, targetOf } from './target.ts';

/**
 * May this change go? Answered from stored verdicts. What was never seen is scanned from now on and answered by the policy's action; a registry is asked
 * for one thing alone, whether a tag that was looked up a while ago still stands for the same digest.
 * Throws `invalid-reference`, `not-found` (the named policy), `forbidden`.
 */
export const decideGate = async (deps: Deps, caller: Caller, input: GateInput): Promise<GateAnswer> => {
  requireScope(caller, 'gate:read');
  // Opening a gate by hand accepts findings, as a waiver does.
  if (input.breakGlass) requireScope(caller, 'waiver:write');
  const asked = { input, named: namedPolicy(deps, caller, input), signal: once(() => AbortSignal.timeout(tagsMs)) };
  const answers = new Map<string, Promise<SubjectAnswer>>();
  const answerOf = (target: Target): Promise<SubjectAnswer> => {
    const known = answers.get(target.name) ?? answerSubject(deps, caller, target, asked);
    answers.set(target.name, known);
    return known;
  };
  const subjects = await Promise.all(input.subjects.map(targetOf).map(answerOf));
  const answer = combine(deps, input, subjects);
  if (input.breakGlass && input.dryRun !== true) await announceBreakGlass(deps, caller, answer, input.breakGlass);
  return answer;
};

/** The policy that the question names is read once, however many subjects it has. */
const namedPolicy = (deps: Pick<Deps, 'table'>, { tenant }: Caller, { policy }: GateInput): (() => Promise<CompiledPolicy>) | null =>
  policy === undefined ? null : once(() => policyAsked(policy, policyByName(deps, tenant, policy)));

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

const combine = (deps: Pick<Deps, 'clock'>, input: GateInput, subjects: readonly SubjectAnswer[]): GateAnswer => {
  const told = subjects.flatMap(({ subject, reasons }) =>
    reasons.map((reason) => ({ ...reason, message: `${subject}: ${reason.message}` })),
  );
  const judged = decide(subjects.map(({ decision }): Reason => ({ code: 'no-findings', effect: decision, message: '' })));
  const opened: readonly Reason[] = [
    ...(input.breakGlass ? [{ code: 'break-glass', effect: 'allow', message: input.breakGlass.reason } as const] : []),
    ...(input.dryRun === true ? [{ code: 'dry-run', effect: 'allow', message: 'a dry run stops nothing' } as const] : []),
  ];
  return {
    decision: opened.length > 0 ? 'allow' : judged,
    judged,
    reasons: [...opened, ...sortReasons(told)],
    subjects,
    environment: input.environment ?? null,
    stage: input.stage ?? null,
    dryRun: input.dryRun === true,
    decidedAt: instant(deps.clock),
  };
};

const announceBreakGlass = async (
  deps: Pick<Deps, 'table' | 'clock' | 'ids'>,
  caller: Caller,
  answer: GateAnswer,
  { reason, ticket }: NonNullable<GateInput['breakGlass']>,
): Promise<void> => {
  const { judged, environment, stage } = answer;
  const detail = { reason, ticket: ticket ?? null, judged, environment, stage, subjects: answer.subjects.map(({ subject }) => subject) };
  const target = answer.subjects[0]?.subject ?? 'gate';
  const written = await deps.table.write([
    auditRecord(deps, caller, 'gate.break-glass', target, detail),
    ...outboxEvent(deps, caller.tenant, 'gate.break_glass', detail),
  ]);
  if (written.kind === 'conflict') throw new AppError('unavailable', 'opening the gate could not be recorded, so it stays closed');
};
