import { callCost } from '../cost/call.table.ts';
import type { Overload } from '../library/overload.ts';
import { type Node, qualifiedName, rootName } from '../syntax/ast.ts';
import { invalid } from '../syntax/invalid.ts';
import { charge } from '../value/meter.ts';
import { fail } from '../value/signal.ts';
import { typeName } from '../value/type-name.ts';
import type { CelValue } from '../value/value.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate } from './frame.ts';
import { type Locals, localNamed } from './locals.ts';

type Call = Extract<Node, { readonly kind: 'call' }>;

/** A macro, a function whose qualified name is written like a method (`math.abs(x)`), a method or a function, in this order. */
export const compileCall = (node: Call, locals: Locals, compiler: Compiler): Evaluate =>
  macroOf(node, locals, compiler) ?? qualifiedCall(node, locals, compiler) ?? plainCall(node, locals, compiler);

const macroOf = (node: Call, locals: Locals, compiler: Compiler): Evaluate | undefined => {
  const { names } = compiler;
  const qualifier = qualifierOf(node, locals);
  const macro =
    (qualifier === undefined ? undefined : names.macro('global', `${qualifier}.${node.name}`, node.args.length)) ??
    names.macro(node.target ? 'member' : 'global', node.name, node.args.length);
  return macro?.expand(node, compiler, locals);
};

const qualifierOf = (node: Call, locals: Locals): string | undefined => {
  if (!node.target) return undefined;
  const root = rootName(node.target);
  return root !== undefined && localNamed(locals, root) ? undefined : qualifiedName(node.target);
};

const qualifiedCall = (node: Call, locals: Locals, compiler: Compiler): Evaluate | undefined => {
  const qualifier = qualifierOf(node, locals);
  if (qualifier === undefined) return undefined;
  const name = `${qualifier}.${node.name}`;
  const overloads = globalNamed(name, compiler);
  return overloads && dispatch({ name, overloads, offset: node.offset }, argumentsOf(node.args, locals, compiler));
};

const plainCall = (node: Call, locals: Locals, compiler: Compiler): Evaluate => {
  const name = node.isAbsolute ? `.${node.name}` : node.name;
  const overloads = node.target ? compiler.names.overloads('member', name) : globalNamed(name, compiler);
  const args = node.target ? [node.target, ...node.args] : node.args;
  if (!overloads) return compiler.names.undeclared(`undeclared reference to '${name}'`, node.offset);
  return dispatch({ name, overloads, offset: node.offset }, argumentsOf(args, locals, compiler));
};

const argumentsOf = (nodes: readonly Node[], locals: Locals, compiler: Compiler): readonly Evaluate[] =>
  nodes.map((node) => compiler.compile(node, locals));

const globalNamed = (name: string, { names }: Compiler): readonly Overload[] | undefined => {
  for (const candidate of names.candidates(name)) {
    const overloads = names.overloads('global', candidate);
    if (overloads) return overloads;
  }
  return undefined;
};

type Called = { readonly name: string; readonly overloads: readonly Overload[]; readonly offset: number };

/** The first overload that takes the values. */
const dispatch = ({ name, overloads: all, offset }: Called, args: readonly Evaluate[]): Evaluate => {
  const cost = callCost(name);
  const overloads = all.filter(({ arity }) => arity === null || arity === args.length);
  if (overloads.length === 0) return invalid(`found no matching overload for '${name}' applied to ${args.length} arguments`, offset);
  return (frame) => {
    const values: CelValue[] = [];
    for (const arg of args) values.push(arg(frame));
    for (const overload of overloads) {
      const result = overload.call(values, frame.meter);
      if (result !== undefined) {
        charge(frame.meter, cost(values, result));
        return result;
      }
    }
    return fail(`no such overload: ${name}(${values.slice(0, 8).map(typeName).join(', ')})`);
  };
};
