import type { Node } from '../syntax/ast.ts';
import { newEntries } from '../value/entries.ts';
import { charge } from '../value/meter.ts';
import { fail } from '../value/signal.ts';
import { typeName } from '../value/type-name.ts';
import { type CelMap, type CelOptional, type CelValue, listOf } from '../value/value.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate, Frame } from './frame.ts';
import type { Locals } from './locals.ts';

// Source of the three: cel-go common/cost.go, ListCreateBaseCost, MapCreateBaseCost, StructCreateBaseCost.
const [listCost, mapCost, messageCost] = [10, 30, 40];

export const compileList = (node: Extract<Node, { readonly kind: 'list' }>, locals: Locals, compiler: Compiler): Evaluate => {
  const items = node.items.map((item) => ({ value: compiler.compile(item.node, locals), isOptional: item.isOptional }));
  const same = constant(node.items.map(({ node: item }) => item));
  if (same && items.every(({ isOptional }) => !isOptional)) return free(listOf(same), listCost);
  return (frame) => {
    charge(frame.meter, listCost);
    const found: CelValue[] = [];
    for (const { value, isOptional } of items) {
      const item = isOptional ? given(value(frame)).value : value(frame);
      if (item !== undefined) found.push(item);
    }
    return listOf(found);
  };
};

/** The values of nodes that are all literals. */
const constant = (nodes: readonly Node[]): readonly CelValue[] | undefined => {
  const values = nodes.flatMap((item) => (item.kind === 'literal' ? [item.value] : []));
  return values.length === nodes.length ? values : undefined;
};

/** One value for all runs, which is paid for as if it were made each time. */
const free =
  (value: CelValue, cost: number): Evaluate =>
  (frame) => {
    charge(frame.meter, cost);
    return value;
  };

const given = (value: CelValue): CelOptional =>
  typeof value === 'object' && value?.kind === 'optional'
    ? value
    : fail(`cannot initialize optional list element from non-optional value ${typeName(value)}`);

type Part = { readonly key: Evaluate; readonly value: Evaluate; readonly isOptional: boolean };

export const compileMap = (node: Extract<Node, { readonly kind: 'map' }>, locals: Locals, compiler: Compiler): Evaluate => {
  const parts = node.entries.map(({ key, value, isOptional }) => ({
    key: compiler.compile(key, locals),
    value: compiler.compile(value, locals),
    isOptional,
  }));
  return (frame) => {
    charge(frame.meter, mapCost);
    return built(parts, frame);
  };
};

const built = (parts: readonly Part[], frame: Frame): CelMap => {
  const entries = newEntries();
  for (const part of parts) {
    const key = part.key(frame);
    const value = part.isOptional ? given(part.value(frame)).value : part.value(frame);
    if (value !== undefined) entries.put(key, value);
  }
  return entries.map();
};

/** `Object{spec: …}`: its fields, under the name of its type. */
export const compileMessage = (node: Extract<Node, { readonly kind: 'message' }>, locals: Locals, compiler: Compiler): Evaluate => {
  const parts = node.fields.map(({ name, value, isOptional }) => ({ key: () => name, value: compiler.compile(value, locals), isOptional }));
  return (frame) => {
    charge(frame.meter, messageCost);
    return { kind: 'message', type: node.type, fields: built(parts, frame) };
  };
};
