import { auditRecord } from '../audit/record.ts';
import type { Caller } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { JsonObject } from '../model/json.ts';
import type { Deps } from '../ports/deps.ts';
import { outboxEvent } from '../webhook/outbox.ts';

/** On an object that must go in whatever the policy says; its value is the reason. */
export const breakGlassAnnotation = 'plimsoll.dev/break-glass';
/** The same in an ImageReview, where only such names arrive. Source: kubernetes/api, imagepolicy/v1alpha1/types.go. */
export const breakGlassImageAnnotation = 'plimsoll.image-policy.k8s.io/break-glass';

/** Opening a gate by hand is recorded and announced, or it does not happen. */
export const announceBreakGlass = async (
  deps: Pick<Deps, 'table' | 'clock' | 'ids'>,
  caller: Caller,
  target: string,
  detail: JsonObject,
): Promise<void> => {
  const written = await deps.table.write([
    auditRecord(deps, caller, 'admission.break-glass', target, detail),
    ...outboxEvent(deps, caller.tenant, 'gate.break_glass', detail),
  ]);
  if (written.kind === 'conflict') throw new AppError('unavailable', 'opening the gate could not be recorded, so it stays closed');
};
