import type { Json } from '../../../model/json.ts';
import type { NodeOf } from './node.ts';

/** `[start:stop:step]`; undefined for a step of 0, which is an error. Source: the JMESPath specification, slices. */
export const sliceOf = (list: readonly Json[], { start, stop, step = 1 }: NodeOf<'slice'>): readonly Json[] | undefined => {
  if (step === 0) return undefined;
  const { length } = list;
  const from = start === undefined ? (step > 0 ? 0 : length - 1) : withinList(start, length, step);
  const to = stop === undefined ? (step > 0 ? length : -1) : withinList(stop, length, step);
  if (step === 1) return list.slice(from, Math.max(from, to));
  const taken: Json[] = [];
  for (let index = from; step > 0 ? index < to : index > to; index += step) taken.push(list[index] ?? null);
  return taken;
};

const withinList = (asked: number, length: number, step: number): number => {
  const index = asked < 0 ? asked + length : asked;
  if (index < 0) return step < 0 ? -1 : 0;
  if (index >= length) return step < 0 ? length - 1 : length;
  return index;
};
