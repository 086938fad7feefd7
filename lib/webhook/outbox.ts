import { AppError } from '../model/error.ts';
import type { JsonObject } from '../model/json.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import type { WriteAction } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { keptDays, maxDataBytes } from './limits.ts';
import { shrink } from './shrink.ts';
import { storable } from './storable.ts';

// Source: Standard Webhooks 1.0.0, "Event types".
const typeForm = /^[a-zA-Z0-9_]+(\.[a-zA-Z0-9_]+)*$/;

/**
 * The event of a change, for the same transaction: it is announced when, and only when, the change is stored. `data` over the payload limit is shortened.
 * Types are listed in `event-type.ts`.
 */
export const outboxEvent = (deps: Pick<Deps, 'clock' | 'ids'>, tenant: string, type: string, data: JsonObject): readonly WriteAction[] => {
  if (!typeForm.test(type)) throw new AppError('internal', 'an event has no valid type', { internal: type });
  const id = deps.ids.next('evt');
  const now = deps.clock.now();
  return [
    {
      kind: 'put',
      when: 'absent',
      item: {
        ...keys.event(tenant, id),
        version: 1,
        body: { id, tenant, type, at: instant(deps.clock), data: shrink(storable(data), maxDataBytes) },
        second: keys.due(id, now),
        expiresAt: Math.floor(now / 1000) + keptDays * 86_400,
      },
    },
  ];
};
