import type { Caller } from '../model/actor.ts';
import type { JsonObject } from '../model/json.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import type { WriteAction } from '../ports/table.ts';
import { keys } from '../store/keys.ts';

/** The audit record of a change, for the same transaction: a change without its record cannot be written. `action` reads `waiver.create`. */
export const auditRecord = (
  deps: Pick<Deps, 'clock' | 'ids'>,
  caller: Caller,
  action: string,
  target: string,
  detail: JsonObject = {},
): WriteAction => {
  const id = deps.ids.next('aud');
  const at = instant(deps.clock);
  const now = deps.clock.now();
  const key = keys.audit(caller.tenant, now, id);
  return {
    kind: 'put',
    when: 'absent',
    item: {
      ...key,
      version: 1,
      body: { id, at, actor: { ...caller.actor }, action, target, requestId: caller.requestId, detail },
      // Waits to be sealed.
      second: keys.due(id, now),
    },
  };
};
