import type { Json } from '../../../model/json.ts';

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** The syntax tree of a query. `chain`: the right side asks of what the left side found (`a.b`, `a[0]`). */
export type Node =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'slice'; readonly start?: number; readonly stop?: number; readonly step?: number }
  | { readonly kind: 'current' }
  | { readonly kind: 'literal'; readonly value: Json }
  | Pair<'chain'>
  | Pair<'projection'>
  | Pair<'values'>
  | Pair<'or'>
  | Pair<'and'>
  | Pair<'pipe'>
  | { readonly kind: 'filter'; readonly left: Node; readonly right: Node; readonly condition: Node }
  | Wrap<'flatten'>
  | Wrap<'not'>
  | Wrap<'expression'>
  | { readonly kind: 'compare'; readonly comparison: Comparison; readonly left: Node; readonly right: Node }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'object'; readonly members: readonly Member[] }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Node[] };

type Pair<Kind> = { readonly kind: Kind; readonly left: Node; readonly right: Node };

type Wrap<Kind> = { readonly kind: Kind; readonly of: Node };

export type Member = { readonly key: string; readonly value: Node };

export type NodeOf<Kind extends Node['kind']> = Extract<Node, { readonly kind: Kind }>;
