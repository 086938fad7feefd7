import { traversal } from '../value/meter.ts';
import type { CelValue } from '../value/value.ts';
import { sizeOf } from './size.ts';

type Cost = (values: readonly CelValue[], result: CelValue) => number;

const one: Cost = () => 1;
const pass: Cost = ([first]) => (typeof first === 'string' ? traversal(first.length) : 1);
const twice: Cost = ([first]) => traversal(sizeOf(first) * 2);
const search: Cost = ([text, pattern]) => traversal(sizeOf(text) + 1) * Math.ceil(sizeOf(pattern) * 0.25);
const eachItem: Cost = ([first]) => (typeof first === 'string' ? traversal(first.length) : sizeOf(first));
const product = (values: readonly CelValue[]): number => sizeOf(values[0]) * sizeOf(values[1]);
const parsed = (value: CelValue | undefined): number => (typeof value === 'string' ? traversal(value.length) : 0);

const rows: readonly (readonly [string, Cost])[] = [
  ['startsWith', pass],
  ['endsWith', pass],
  ['contains', ([text, part]) => traversal(sizeOf(text)) * traversal(sizeOf(part))],
  ['matches', search],
  ['find', search],
  ['findAll', search],
  ['bytes', pass],
  ['string', ([first]) => (typeof first === 'object' && first?.kind === 'bytes' ? traversal(first.bytes.length) : 1)],
  ['lowerAscii', pass],
  ['upperAscii', pass],
  ['substring', pass],
  ['trim', pass],
  ['strings.quote', pass],
  ['jsonpatch.escapeKey', pass],
  ['replace', twice],
  ['split', twice],
  ['join', (_, result) => traversal(sizeOf(result) * 2)],
  ['isSorted', eachItem],
  ['sum', eachItem],
  ['min', eachItem],
  ['max', eachItem],
  ['indexOf', eachItem],
  ['lastIndexOf', eachItem],
  ['includes', eachItem],
  ['sets.contains', (values) => product(values) + 1],
  ['sets.intersects', (values) => product(values) + 1],
  ['sets.equivalent', (values) => 2 * product(values) + 1],
  ['url', pass],
  ['isURL', one],
  ['quantity', pass],
  ['isQuantity', pass],
  ['semver', pass],
  ['isSemver', pass],
  ['ip', pass],
  ['isIP', pass],
  ['cidr', pass],
  ['isCIDR', pass],
  ['ip.isCanonical', twice],
  ['containsIP', ([, other]) => 1 + parsed(other)],
  ['containsCIDR', ([, other]) => 3 + parsed(other)],
  // Told by the format itself, whose pattern it depends on.
  ['validate', () => 0],
  // A question to an authorizer, of which an expression has two.
  ['check', () => 350_000],
];

const costs = new Map(rows);

/** What a call costs, by its function. Sources: cel-go interpreter/runtimecost.go, costCall; kubernetes apiserver pkg/cel/library/cost.go, CallCost. */
export const callCost = (name: string): Cost => costs.get(name) ?? one;
