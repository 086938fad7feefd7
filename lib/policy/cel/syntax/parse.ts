import type { Node } from './ast.ts';
import { parsePrimary } from './primary.ts';
import { type Reader, readerOf, unexpected } from './reader.ts';

/** The expression of a source; throws `Invalid` with the place of what is wrong. Source of the grammar: cel-spec langdef, "Syntax". */
export const parse = (source: string): Node => {
  const reader = readerOf(source);
  const node = expression(reader);
  const rest = reader.peek();
  return rest.kind === 'end' ? node : unexpected(rest, '<EOF>');
};

const strengths: ReadonlyMap<string, number> = new Map([
  ['||', 1],
  ['&&', 2],
  ...['==', '!=', '<', '<=', '>', '>=', 'in'].map((text) => [text, 3] as const),
  ...['+', '-'].map((text) => [text, 4] as const),
  ...['*', '/', '%'].map((text) => [text, 5] as const),
]);

const expression = (reader: Reader): Node => {
  reader.deeper();
  const test = binary(reader, 1);
  const { offset } = reader.peek();
  if (!reader.take('?')) return shallower(reader, test);
  const yes = binary(reader, 1);
  reader.expect(':');
  return shallower(reader, { kind: 'conditional', offset, test, yes, no: expression(reader) });
};

const shallower = (reader: Reader, node: Node, levels = 1): Node => {
  reader.deeper(-levels);
  return node;
};

const binary = (reader: Reader, weakest: number): Node => {
  let left = unary(reader);
  let levels = 0;
  for (let operator = operatorOf(reader, weakest); operator !== undefined; operator = operatorOf(reader, weakest)) {
    // The tree of a chain leans to the left, a level an operator.
    reader.deeper();
    levels += 1;
    left = operator === '&&' || operator === '||' ? logic(reader, operator, left) : plain(reader, operator, left);
  }
  return shallower(reader, left, levels);
};

const operatorOf = (reader: Reader, weakest: number): string | undefined => {
  const token = reader.peek();
  if (token.kind !== 'mark' && token.kind !== 'name') return undefined;
  return (strengths.get(token.text) ?? 0) >= weakest ? token.text : undefined;
};

const above = (operator: string): number => (strengths.get(operator) ?? 0) + 1;

const plain = (reader: Reader, operator: string, left: Node): Node => {
  const { offset } = reader.next();
  return { kind: 'binary', operator, left, right: binary(reader, above(operator)), offset };
};

/** All terms of a chain at once: it may be as long as it likes. */
const logic = (reader: Reader, operator: '&&' | '||', first: Node): Node => {
  const { offset } = reader.peek();
  const terms = [first];
  while (reader.take(operator)) terms.push(binary(reader, above(operator)));
  return { kind: 'logic', operator, terms, offset };
};

/** Signs of one kind: two of them are none, whatever they stand before. Source: cel-go parser/parser.go, VisitNegate. */
const unary = (reader: Reader): Node => {
  const sign = reader.is('!') ? '!' : '-';
  if (!reader.is(sign) || isNegativeNumber(reader)) return parsePrimary(reader, expression);
  const { offset } = reader.peek();
  let count = 0;
  while (reader.take(sign)) count += 1;
  const operand = parsePrimary(reader, expression);
  return count % 2 === 0 ? operand : { kind: sign === '!' ? 'not' : 'negate', operand, offset };
};

const isNegativeNumber = (reader: Reader): boolean => {
  const digits = reader.peek(1);
  return reader.is('-') && digits.kind === 'literal' && (typeof digits.value === 'bigint' || typeof digits.value === 'number');
};
