import type { Node } from '../../cel/syntax/ast.ts';
import { parse } from '../../cel/syntax/parse.ts';

/** What an expression asks of: each chain of names from a variable on, as far as it is written out. `['object', 'spec', 'replicas']`. */
export type Path = readonly string[];

/** Of an expression that compiles. */
export const pathsIn = (source: string): readonly Path[] => {
  const paths: Path[] = [];
  collect(parse(source), paths);
  return paths;
};

const collect = (node: Node, paths: Path[]): void => {
  const path = pathOf(node);
  if (path) paths.push(path);
  else for (const child of childrenOf(node)) collect(child, paths);
};

const pathOf = (node: Node): Path | undefined => {
  switch (node.kind) {
    case 'name':
      return [node.name];
    case 'select': {
      const operand = pathOf(node.operand);
      return operand && [...operand, node.field];
    }
    case 'index': {
      const operand = pathOf(node.operand);
      const { index } = node;
      const isWritten = index.kind === 'literal' && (typeof index.value === 'string' || typeof index.value === 'bigint');
      return operand && isWritten ? [...operand, String(index.value)] : undefined;
    }
    default:
      return undefined;
  }
};

const childrenOf = (node: Node): readonly Node[] => {
  switch (node.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'select':
    case 'not':
    case 'negate':
      return [node.operand];
    case 'index':
      return [node.operand, node.index];
    case 'call':
      return node.target ? [node.target, ...node.args] : node.args;
    case 'binary':
      return [node.left, node.right];
    case 'logic':
      return node.terms;
    case 'conditional':
      return [node.test, node.yes, node.no];
    case 'list':
      return node.items.map((item) => item.node);
    case 'map':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'message':
      return node.fields.map(({ value }) => value);
  }
};
