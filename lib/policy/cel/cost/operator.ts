import { traversal } from '../value/meter.ts';
import type { CelValue } from '../value/value.ts';
import { sizeOf } from './size.ts';

type Cost = (left: CelValue, right: CelValue) => number;

const isText = (value: CelValue): boolean => typeof value === 'string' || (typeof value === 'object' && value?.kind === 'bytes');

const one: Cost = () => 1;
const shorter: Cost = (left, right) => traversal(Math.min(sizeOf(left), sizeOf(right)));
const ordering: Cost = (left, right) => (isText(left) ? shorter(left, right) : 1);
const joining: Cost = (left, right) => (isText(left) ? traversal(sizeOf(left) + sizeOf(right)) : 1);
const searching: Cost = (_, right) => (typeof right === 'object' && right?.kind === 'list' ? right.items.length : 1);

const costs: ReadonlyMap<string, Cost> = new Map([
  ...['==', '!='].map((name) => [name, shorter] as const),
  ...['<', '<=', '>', '>='].map((name) => [name, ordering] as const),
  ['+', joining],
  ['in', searching],
]);

/** Source: cel-go interpreter/runtimecost.go, costCall. */
export const operatorCost = (name: string): Cost => costs.get(name) ?? one;
