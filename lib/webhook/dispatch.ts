import type { Key } from '../ports/table.ts';
import { attemptDelivery } from './attempt.ts';
import { type DeliveryPlace, fanOut } from './fan-out.ts';
import { isReplay } from './replay-range.ts';
import type { SweeperDeps } from './sweep.ts';

/**
 * For a home that is told of each event when it is written: makes its deliveries and tries them once. Safe to call again; what is missed
 * here, and every further try, is the sweep's.
 */
export const dispatchEvent = async (deps: SweeperDeps, key: Key): Promise<void> => {
  const item = await deps.table.get(key);
  if (!item?.second || isReplay(item)) return;
  const places: readonly DeliveryPlace[] = await fanOut(deps, item);
  await Promise.all(places.map((place) => attemptDelivery(deps, place)));
};
