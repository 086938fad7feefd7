import { indexCost, presenceCost, selectCost } from '../cost/select.ts';
import { type Node, qualifiedName, rootName } from '../syntax/ast.ts';
import { invalid } from '../syntax/invalid.ts';
import { entryOf } from '../value/map.ts';
import { charge } from '../value/meter.ts';
import { fail } from '../value/signal.ts';
import { typeName } from '../value/type-name.ts';
import { type CelValue, optionalOf } from '../value/value.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate } from './frame.ts';
import { type Locals, localNamed } from './locals.ts';
import { resolve } from './name.ts';

type Select = Extract<Node, { readonly kind: 'select' }>;

/** A field, or a variable whose qualified name is written like one: the longest name wins. Source: cel-spec langdef, "Name Resolution". */
export const compileSelect = (node: Select, locals: Locals, compiler: Compiler): Evaluate => {
  const variable = variableOf(node, locals, compiler);
  if (variable) return variable;
  const operand = compiler.compile(node.operand, locals);
  const { field, isOptional } = node;
  const cost = selectCost(node);
  return (frame) => {
    const value = operand(frame);
    charge(frame.meter, cost);
    return isOptional ? optionalOf(presentMember(value, field)) : selected(value, field);
  };
};

/** `has(a.b)`: whether the field is there; asked of an optional, whether there is a value that has it. */
export const compilePresence = (node: Node, offset: number, locals: Locals, compiler: Compiler): Evaluate => {
  if (node.kind !== 'select' || node.isOptional) return invalid('invalid argument to has() macro', offset);
  const variable = variableOf(node, locals, compiler);
  if (variable) return (frame) => variable(frame) !== undefined;
  const operand = compiler.compile(node.operand, locals);
  const cost = presenceCost(node.operand);
  return (frame) => {
    const value = operand(frame);
    charge(frame.meter, cost);
    return presentMember(value, node.field) !== undefined;
  };
};

const variableOf = (node: Select, locals: Locals, compiler: Compiler): Evaluate | undefined => {
  const name = qualifiedName(node);
  const root = rootName(node);
  if (name === undefined || (root !== undefined && localNamed(locals, root))) return undefined;
  return resolve(name, null, compiler);
};

/** A field that must be there; of an optional it is an optional again. */
const selected = (value: CelValue, field: string): CelValue => {
  if (typeof value === 'object' && value !== null && value.kind === 'optional') return optionalOf(memberIf(value, field));
  return memberIf(value, field) ?? absent(value, field);
};

const absent = (value: CelValue, field: string): CelValue => {
  const member = memberIf(value, field);
  return member === undefined ? fail(`no such key: ${field.slice(0, 200)}`) : member;
};

/**
 * As `memberIf`, for `has` and `.?`: a value that can have no fields, such as null, has not this one; a list is an error still. A plain selection behind
 * an optional one is an error of null too. Sources: cel-go, interpreter/attributes.go, refQualify; cel-spec #352.
 */
const presentMember = (value: CelValue, field: string): CelValue | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  if (value.kind === 'optional') return value.value === undefined ? undefined : presentMember(value.value, field);
  return memberIf(value, field);
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

type Index = Extract<Node, { readonly kind: 'index' }>;

export const compileIndex = (node: Index, locals: Locals, compiler: Compiler): Evaluate => {
  const operand = compiler.compile(node.operand, locals);
  const index = compiler.compile(node.index, locals);
  const cost = indexCost(node);
  const { isOptional } = node;
  return (frame) => {
    const value = operand(frame);
    const place = index(frame);
    charge(frame.meter, cost);
    const isChain = typeof value === 'object' && value !== null && value.kind === 'optional';
    if (isOptional) return optionalOf(presentElement(value, place));
    const found = elementIf(value, place);
    if (isChain) return optionalOf(found);
    return found === undefined ? notFound(value, place) : found;
  };
};

const notFound = (value: CelValue, place: CelValue): CelValue => {
  const shown = typeof place === 'object' && place !== null ? (place.kind === 'uint' ? place.value : typeName(place)) : place;
  const text = String(shown).slice(0, 200);
  return fail(typeof value === 'object' && value?.kind === 'list' ? `index out of bounds: ${text}` : `no such key: ${text}`);
};

/** As `presentMember`. */
const presentElement = (value: CelValue, place: CelValue): CelValue | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  if (value.kind === 'optional') return value.value === undefined ? undefined : presentElement(value.value, place);
  return elementIf(value, place);
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
