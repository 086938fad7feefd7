import type { ForeignRequest } from '../foreign/request.ts';
import type { ForeignSurroundings } from '../foreign/surroundings.ts';
import { customConstraints } from './autogen/custom.ts';
import { podRequests } from './autogen/pod-request.ts';
import { check } from './document/check.ts';
import { matchResources } from './document/match-resources.ts';
import { worstOf } from './judge/worst.ts';
import { compileConstraint } from './match/constraint.ts';
import type { Outcome } from './outcome.ts';
import type { ValidatingPart } from './validating-part.ts';

/** A policy about pods, asked of every pod template in objects of controllers that it names. Undefined for a policy that names none. */
export const customPart = (written: ValidatingPart): Pick<ValidatingPart, 'judge'> | undefined => {
  const constraints = customConstraints(written.spec);
  const checked = constraints && check(matchResources, constraints);
  if (checked?.kind !== 'document') return undefined;
  const constraint = compileConstraint(checked.document);
  return {
    judge: (request, surroundings) => {
      if (constraint.matches(request, surroundings).kind !== 'match') return undefined;
      return worstOf(podRequests(request).map((one) => ofTemplate(written, one, surroundings))) ?? { kind: 'error', message: noTemplate };
    },
  };
};

const noTemplate = 'there is no pod template in the object';

const ofTemplate = (
  written: ValidatingPart,
  { request, pointer }: { readonly request: ForeignRequest; readonly pointer: string },
  surroundings: ForeignSurroundings,
): Outcome => {
  const outcome = written.ask(request, surroundings);
  return outcome.kind === 'fail' ? { ...outcome, pointer: `${pointer}${outcome.pointer ?? ''}` } : outcome;
};
