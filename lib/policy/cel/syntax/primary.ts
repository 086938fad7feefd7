import { type Entry, type Field, type Node, qualifiedName } from './ast.ts';
import { invalid } from './invalid.ts';
import { intLiteral } from './lexer.ts';
import { type Reader, unexpected } from './reader.ts';

type Expression = (reader: Reader) => Node;

const constants: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);
// Source: cel-spec langdef, "Syntax": RESERVED. They may be fields and methods, and no names.
const reserved = new Set(
  'as break const continue else for function if import let loop package namespace return var void while in'.split(' '),
);

/** A literal, a name, a list, a map or a message, with the selections, indexes and calls behind it. */
export const parsePrimary = (reader: Reader, expression: Expression): Node => {
  let node = primary(reader, expression);
  let levels = 0;
  for (let link = suffix(reader, node, expression); link; link = suffix(reader, node, expression)) {
    reader.deeper();
    levels += 1;
    node = link;
  }
  reader.deeper(-levels);
  return node;
};

const primary = (reader: Reader, expression: Expression): Node => {
  if (reader.take('(')) {
    const inner = expression(reader);
    reader.expect(')');
    return inner;
  }
  const { offset } = reader.peek();
  if (reader.take('[')) return { kind: 'list', offset, items: listed(reader, ']', () => item(reader, expression)) };
  if (reader.take('{')) return { kind: 'map', offset, entries: listed(reader, '}', () => entry(reader, expression)) };
  if (reader.take('.')) return named(reader, expression, true);
  if (reader.peek().kind === 'name') return named(reader, expression, false);
  return literal(reader);
};

const literal = (reader: Reader): Node => {
  const { offset } = reader.peek();
  const isNegative = reader.take('-');
  const token = reader.next();
  if (token.kind !== 'literal') return unexpected(token, 'an expression');
  const { value } = token;
  if (typeof value === 'bigint') return { kind: 'literal', offset, value: intLiteral(isNegative ? -value : value, offset) };
  return { kind: 'literal', offset, value: isNegative && typeof value === 'number' ? -value : value };
};

const named = (reader: Reader, expression: Expression, isAbsolute: boolean): Node => {
  const token = reader.next();
  if (token.kind !== 'name') return unexpected(token, 'an identifier');
  const { text: name, offset } = token;
  const constant = constants.get(name);
  if (constant !== undefined && !isAbsolute) return { kind: 'literal', value: constant, offset };
  if (reserved.has(name) || constant !== undefined) return invalid(`reserved identifier: ${name}`, offset);
  if (reader.take('('))
    return { kind: 'call', target: null, name, isAbsolute, args: listed(reader, ')', () => expression(reader)), offset };
  return { kind: 'name', name, isAbsolute, offset };
};

const suffix = (reader: Reader, operand: Node, expression: Expression): Node | undefined => {
  const { offset } = reader.peek();
  if (reader.take('.')) return selection(reader, operand, expression, offset);
  if (reader.take('[')) {
    const isOptional = reader.take('?');
    const index = expression(reader);
    reader.expect(']');
    return { kind: 'index', operand, index, isOptional, offset };
  }
  const type = reader.is('{') ? qualifiedName(operand) : undefined;
  if (type === undefined) return undefined;
  reader.next();
  return { kind: 'message', type, fields: listed(reader, '}', () => field(reader, expression)), offset: operand.offset };
};

const selection = (reader: Reader, operand: Node, expression: Expression, offset: number): Node => {
  const isOptional = reader.take('?');
  const token = reader.next();
  if (token.kind !== 'name' && token.kind !== 'field') return unexpected(token, 'a field');
  const { text: name, kind } = token;
  if (kind === 'name' && (constants.has(name) || name === 'in')) return unexpected(token, 'a field');
  if (isOptional || kind === 'field' || !reader.take('(')) return { kind: 'select', operand, field: name, isOptional, offset };
  return { kind: 'call', target: operand, name, isAbsolute: false, args: listed(reader, ')', () => expression(reader)), offset };
};

/** What stands between commas, to the closing mark; one comma may be left over, but not in arguments. */
const listed = <T>(reader: Reader, close: string, one: () => T): readonly T[] => {
  const found: T[] = [];
  while (!reader.take(close)) {
    found.push(one());
    if (reader.take(close)) break;
    reader.expect(',');
    if (close === ')' && reader.is(close)) return unexpected(reader.peek(), 'an expression');
  }
  return found;
};

const item = (reader: Reader, expression: Expression): { readonly node: Node; readonly isOptional: boolean } => {
  const isOptional = reader.take('?');
  return { isOptional, node: expression(reader) };
};

const entry = (reader: Reader, expression: Expression): Entry => {
  const isOptional = reader.take('?');
  const key = expression(reader);
  reader.expect(':');
  return { key, value: expression(reader), isOptional };
};

const field = (reader: Reader, expression: Expression): Field => {
  const isOptional = reader.take('?');
  const token = reader.next();
  if (token.kind !== 'name' && token.kind !== 'field') return unexpected(token, 'a field');
  reader.expect(':');
  return { name: token.text, value: expression(reader), isOptional };
};
