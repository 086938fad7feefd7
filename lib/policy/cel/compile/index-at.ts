import { indexCost } from '../cost/select.ts';
import type { Node } from '../syntax/ast.ts';
import { charge } from '../value/meter.ts';
import { optionalOf } from '../value/value.ts';
import type { Compiler } from './compiler.ts';
import { elementOf, presentElement } from './element.ts';
import type { Evaluate } from './frame.ts';
import type { Locals } from './locals.ts';

type Index = Extract<Node, { readonly kind: 'index' }>;

/** `a[b]` and `a[?b]`. */
export const compileIndex = (node: Index, locals: Locals, compiler: Compiler): Evaluate => {
  const operand = compiler.compile(node.operand, locals);
  const index = compiler.compile(node.index, locals);
  const cost = indexCost(node);
  const { isOptional } = node;
  const { isStrict } = compiler.names;
  return (frame) => {
    const value = operand(frame);
    const place = index(frame);
    charge(frame.meter, cost);
    return isOptional ? optionalOf(presentElement(value, place)) : elementOf(value, place, isStrict);
  };
};
