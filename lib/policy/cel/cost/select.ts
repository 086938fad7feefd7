import { type Node, rootName } from '../syntax/ast.ts';

const attributes: ReadonlySet<Node['kind']> = new Set(['name', 'select', 'index', 'conditional']);

/** A field or a place of a variable costs one; what is no variable yet costs one to become one. Source: cel-go interpreter/runtimecost.go, CostObserver. */
const qualifierCost = (operand: Node): number => (attributes.has(operand.kind) ? 1 : 2);

export const selectCost = (node: Extract<Node, { readonly kind: 'select' }>): number => qualifierCost(node.operand);

/** A variable as the place has been paid for as a variable. */
export const indexCost = (node: Extract<Node, { readonly kind: 'index' }>): number =>
  qualifierCost(node.operand) - (node.index.kind === 'name' ? 1 : 0);

/** `has(a.b)` does not ask for the variable `a` itself. */
export const presenceCost = (operand: Node): number => (rootName(operand) === undefined ? 1 : 0);
