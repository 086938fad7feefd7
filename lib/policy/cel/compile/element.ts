import { entryOf } from '../value/map.ts';
import { fail } from '../value/signal.ts';
import { typeName } from '../value/type-name.ts';
import { type CelValue, optionalOf } from '../value/value.ts';

/** The element at a place that must be there; of an optional it is an optional again. */
export const elementOf = (value: CelValue, place: CelValue, isStrict: boolean): CelValue => {
  if (typeof value === 'object' && value?.kind === 'optional')
    return optionalOf(isStrict ? elementIf(value, place) : presentElement(value, place));
  const found = elementIf(value, place);
  return found === undefined ? notFound(value, place) : found;
};

const notFound = (value: CelValue, place: CelValue): CelValue => {
  const shown = typeof place === 'object' && place !== null ? (place.kind === 'uint' ? place.value : typeName(place)) : place;
  const text = String(shown).slice(0, 200);
  return fail(typeof value === 'object' && value?.kind === 'list' ? `index out of bounds: ${text}` : `no such key: ${text}`);
};

/** As `presentMember` has it of fields. */
export const presentElement = (value: CelValue, place: CelValue): CelValue | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  if (value.kind === 'optional') return value.value === undefined ? undefined : presentElement(value.value, place);
  return value.kind === 'list' || value.kind === 'map' ? elementIf(value, place) : undefined;
};

const elementIf = (value: CelValue, place: CelValue): CelValue | undefined => {
  if (typeof value !== 'object' || value === null) return fail(`no such overload: ${typeName(value)}[${typeName(place)}]`);
  switch (value.kind) {
    case 'list':
      return value.items[positionOf(place)];
    case 'map':
      return entryOf(value, place);
    case 'optional':
      return value.value === undefined ? undefined : elementIf(value.value, place);
    default:
      return fail(`no such overload: ${typeName(value)}[${typeName(place)}]`);
  }
};

/** A place in a list, -1 for one that no list has. */
const positionOf = (place: CelValue): number => {
  const plain = typeof place === 'object' && place?.kind === 'uint' ? place.value : place;
  if (typeof plain === 'bigint') return plain < 0n || plain > 0xffff_ffffn ? -1 : Number(plain);
  if (typeof plain === 'number' && Number.isInteger(plain)) return plain;
  return fail(`unsupported index type '${typeName(place)}' in list`);
};
