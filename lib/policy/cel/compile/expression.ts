import type { Node } from '../syntax/ast.ts';
import { compileCall } from './call.ts';
import type { Compiler, Names } from './compiler.ts';
import type { Evaluate } from './frame.ts';
import { compileIndex } from './index-at.ts';
import { compileList, compileMap, compileMessage } from './literal.ts';
import type { Locals } from './locals.ts';
import { compileConditional, compileLogic } from './logic.ts';
import { compileName } from './name.ts';
import { compileBinary, compileNegation, compileNot } from './operator.ts';
import { compileSelect } from './select.ts';

/** An expression as nested functions, and the variables it asks for in the order of their places. Throws `Invalid`. */
export const compileExpression = (node: Node, names: Names): { readonly evaluate: Evaluate; readonly variables: readonly string[] } => {
  const places = new Map<string, number>();
  let slots = 0;
  const compiler: Compiler = {
    names,
    compile: (inner, locals) => compile(inner, locals, compiler),
    slot: () => {
      slots += 1;
      return slots - 1;
    },
    root: (name) => {
      const place = places.get(name) ?? places.size;
      places.set(name, place);
      return place;
    },
  };
  const evaluate = compile(node, null, compiler);
  return { evaluate, variables: [...places.keys()] };
};

const compile = (node: Node, locals: Locals, compiler: Compiler): Evaluate => {
  switch (node.kind) {
    case 'literal': {
      const { value } = node;
      return () => value;
    }
    case 'name':
      return compileName(node.isAbsolute ? `.${node.name}` : node.name, node.offset, locals, compiler);
    case 'select':
      return compileSelect(node, locals, compiler);
    case 'index':
      return compileIndex(node, locals, compiler);
    case 'call':
      return compileCall(node, locals, compiler);
    case 'not':
      return compileNot(compiler.compile(node.operand, locals));
    case 'negate':
      return compileNegation(compiler.compile(node.operand, locals));
    case 'binary':
      return compileBinary(node.operator, compiler.compile(node.left, locals), compiler.compile(node.right, locals));
    case 'logic':
      return compileLogic(node, locals, compiler);
    case 'conditional':
      return compileConditional(node, locals, compiler);
    case 'list':
      return compileList(node, locals, compiler);
    case 'map':
      return compileMap(node, locals, compiler);
    case 'message':
      return compileMessage(node, locals, compiler);
  }
};
