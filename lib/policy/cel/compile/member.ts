import { fail } from '../value/signal.ts';
import { typeName } from '../value/type-name.ts';
import { type CelValue, optionalOf } from '../value/value.ts';

/** A field that must be there; of an optional it is an optional again. */
export const memberOf = (value: CelValue, field: string, isStrict: boolean): CelValue => {
  if (typeof value === 'object' && value !== null && value.kind === 'optional')
    return optionalOf(isStrict ? memberIf(value, field) : presentMember(value, field));
  return memberIf(value, field) ?? absent(value, field);
};

const absent = (value: CelValue, field: string): CelValue => {
  const member = memberIf(value, field);
  return member === undefined ? fail(`no such key: ${field.slice(0, 200)}`) : member;
};

/**
 * As `memberIf`, for `has` and `.?`: a value that can have no fields, such as null, has not this one; a list is an error still. So is a plain selection
 * behind an optional one in clusters, and an error in the specification. Sources: cel-go, interpreter/attributes.go, refQualify; cel-spec #352.
 */
export const presentMember = (value: CelValue, field: string): CelValue | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  if (value.kind === 'optional') return value.value === undefined ? undefined : presentMember(value.value, field);
  return value.kind === 'list' || value.kind === 'map' || value.kind === 'message' ? memberIf(value, field) : undefined;
};

/** Undefined when the field is not there; throws for what has no fields. */
const memberIf = (value: CelValue, field: string): CelValue | undefined => {
  if (typeof value !== 'object' || value === null) return fail(`no such overload: field '${field.slice(0, 200)}' of ${typeName(value)}`);
  switch (value.kind) {
    case 'map':
      return value.get(field);
    case 'message':
      return value.fields.get(field);
    case 'optional':
      return value.value === undefined ? undefined : memberIf(value.value, field);
    default:
      return fail(`no such overload: field '${field.slice(0, 200)}' of ${typeName(value)}`);
  }
};
