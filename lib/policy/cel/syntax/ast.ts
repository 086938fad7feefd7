import type { CelValue } from '../value/value.ts';

/** An expression as written; macros are not expanded. `offset`: UTF-16 units from the start of the source. */
export type Node = { readonly offset: number } & (
  | { readonly kind: 'literal'; readonly value: CelValue }
  /** A leading dot looks outside of the container only. */
  | { readonly kind: 'name'; readonly name: string; readonly isAbsolute: boolean }
  | { readonly kind: 'select'; readonly operand: Node; readonly field: string; readonly isOptional: boolean }
  | { readonly kind: 'index'; readonly operand: Node; readonly index: Node; readonly isOptional: boolean }
  | {
      readonly kind: 'call';
      readonly target: Node | null;
      readonly name: string;
      readonly isAbsolute: boolean;
      readonly args: readonly Node[];
    }
  | { readonly kind: 'not' | 'negate'; readonly operand: Node }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly kind: 'logic'; readonly operator: '&&' | '||'; readonly terms: readonly Node[] }
  | { readonly kind: 'conditional'; readonly test: Node; readonly yes: Node; readonly no: Node }
  | { readonly kind: 'list'; readonly items: readonly Item[] }
  | { readonly kind: 'map'; readonly entries: readonly Entry[] }
  | { readonly kind: 'message'; readonly type: string; readonly fields: readonly Field[] }
);

type Item = { readonly node: Node; readonly isOptional: boolean };
export type Entry = { readonly key: Node; readonly value: Node; readonly isOptional: boolean };
export type Field = { readonly name: string; readonly value: Node; readonly isOptional: boolean };

/** `a.b.c` of names and plain selections; undefined for anything else. */
export const qualifiedName = (node: Node): string | undefined => {
  if (node.kind === 'name') return node.isAbsolute ? `.${node.name}` : node.name;
  if (node.kind !== 'select' || node.isOptional) return undefined;
  const operand = qualifiedName(node.operand);
  return operand === undefined ? undefined : `${operand}.${node.field}`;
};

/** The name that a chain of selections starts with. */
export const rootName = (node: Node): string | undefined => {
  if (node.kind === 'name') return node.isAbsolute ? undefined : node.name;
  return node.kind === 'select' ? rootName(node.operand) : undefined;
};
