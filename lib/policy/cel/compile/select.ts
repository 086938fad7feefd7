import { presenceCost, selectCost } from '../cost/select.ts';
import { type Node, qualifiedName, rootName } from '../syntax/ast.ts';
import { invalid } from '../syntax/invalid.ts';
import { charge } from '../value/meter.ts';
import { optionalOf } from '../value/value.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate } from './frame.ts';
import { type Locals, localNamed } from './locals.ts';
import { memberOf, presentMember } from './member.ts';
import { resolve } from './name.ts';

type Select = Extract<Node, { readonly kind: 'select' }>;

/** A field, or a variable whose qualified name is written like one: the longest name wins. Source: cel-spec langdef, "Name Resolution". */
export const compileSelect = (node: Select, locals: Locals, compiler: Compiler): Evaluate => {
  const variable = variableOf(node, locals, compiler);
  if (variable) return variable;
  const operand = compiler.compile(node.operand, locals);
  const { field, isOptional } = node;
  const { isStrict } = compiler.names;
  const cost = selectCost(node);
  return (frame) => {
    const value = operand(frame);
    charge(frame.meter, cost);
    return isOptional ? optionalOf(presentMember(value, field)) : memberOf(value, field, isStrict);
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
