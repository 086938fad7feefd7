import { type Invalid, invalid } from './invalid.ts';
import type { Member, Node } from './node.ts';
import { powerOf, projecting } from './power.ts';
import type { Token, TokenKind } from './token.ts';
import { tokenize } from './tokenize.ts';

const longest = 20_000;
/** Of brackets in one another; a deeper tree would take more stack than there is. */
const deepest = 100;
/** A chain, `a.b.c`, is a tree as deep as it has links. */
const mostTokens = 1_500;

type Parsed = Node | Invalid;

/** The tree of a query. Source: the JMESPath specification; where kyverno/go-jmespath takes more (`f(a b)`), that is taken too. */
export const parse = (text: string): Parsed => {
  if (text.length > longest) return invalid(`longer than ${longest} characters`, longest);
  const tokens = tokenize(text);
  if ('message' in tokens) return tokens;
  if (tokens.length > mostTokens) return invalid(`more than ${mostTokens} words and signs`, tokens[mostTokens]?.offset ?? 0);
  const parser = parserOf(tokens);
  const node = parser.expression(0);
  if (node.kind === 'invalid') return node;
  return parser.kind() === 'end' ? node : parser.unexpected();
};

const parserOf = (tokens: readonly Token[]) => {
  const end: Token = tokens.at(-1) ?? { kind: 'end', value: '', offset: 0 };
  let at = 0;
  let depth = 0;

  const token = (ahead = 0): Token => tokens[at + ahead] ?? end;
  const kind = (ahead = 0): TokenKind => token(ahead).kind;
  const next = (): Token => {
    const taken = token();
    at += 1;
    return taken;
  };
  const unexpected = (where = token()): Invalid =>
    where.kind === 'end'
      ? invalid('the query ends too early', where.offset)
      : invalid(`${JSON.stringify(where.value)} is not expected here`, where.offset);
  const take = (wanted: TokenKind): Invalid | null => {
    if (kind() !== wanted) return unexpected();
    at += 1;
    return null;
  };

  const expression = (power: number): Parsed => {
    if (depth >= deepest) return invalid(`more than ${deepest} brackets in one another`, token().offset);
    depth += 1;
    let left = first(next());
    while (left.kind !== 'invalid' && power < powerOf(kind())) left = further(left, next());
    depth -= 1;
    return left;
  };

  const first = (start: Token): Parsed => {
    switch (start.kind) {
      case 'literal':
      case 'string':
        return { kind: 'literal', value: start.value };
      case 'name':
        return { kind: 'field', name: String(start.value) };
      case 'quoted':
        return kind() === '(' ? invalid('a quoted name is no function', start.offset) : { kind: 'field', name: String(start.value) };
      case '@':
        return current;
      case '*':
        return join('values', current, kind() === ']' ? current : projected(powerOf('*')));
      case '[?':
        return filter(current);
      case '[]':
        return join('projection', { kind: 'flatten', of: current }, projected(powerOf('[]')));
      case '{':
        return object();
      case '[':
        if (kind() === 'number' || kind() === ':') return indexed(current);
        return kind() === '*' && kind(1) === ']' ? everyOf(current) : list();
      case '&':
        return wrap('expression', expression(0));
      case '!':
        return wrap('not', expression(powerOf('!')));
      case '(':
        return closed(expression(0), ')');
      default:
        return unexpected(start);
    }
  };

  const further = (left: Node, link: Token): Parsed => {
    switch (link.kind) {
      case '.':
        if (kind() !== '*') return join('chain', left, member(powerOf('.')));
        at += 1;
        return join('values', left, projected(powerOf('.')));
      case '|':
        return join('pipe', left, expression(powerOf('|')));
      case '||':
        return join('or', left, expression(powerOf('||')));
      case '&&':
        return join('and', left, expression(powerOf('&&')));
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=': {
        const right = expression(powerOf(link.kind));
        return right.kind === 'invalid' ? right : { kind: 'compare', comparison: link.kind, left, right };
      }
      case '(':
        return left.kind === 'field' ? call(left.name) : invalid('only a name can be called', link.offset);
      case '[?':
        return filter(left);
      case '[]':
        return join('projection', { kind: 'flatten', of: left }, projected(powerOf('[]')));
      case '[':
        return kind() === 'number' || kind() === ':' ? indexed(left) : everyOf(left);
      default:
        return unexpected(link);
    }
  };

  const everyOf = (left: Node): Parsed => {
    const wrong = take('*') ?? take(']');
    return wrong ?? join('projection', left, projected(powerOf('*')));
  };

  const indexed = (left: Node): Parsed => {
    if (kind() === 'number' && kind(1) !== ':') {
      const index = wholeNumber(next());
      if (typeof index !== 'number') return index;
      return take(']') ?? { kind: 'chain', left, right: { kind: 'index', index } };
    }
    const right = slice();
    if (right.kind === 'invalid') return right;
    return join('projection', { kind: 'chain', left, right }, projected(powerOf('*')));
  };

  const slice = (): Parsed => {
    const parts: (number | undefined)[] = [];
    for (let index = 0; kind() !== ']' && index < 3; ) {
      const part = next();
      if (part.kind === ':') index += 1;
      else if (part.kind !== 'number') return unexpected(part);
      else {
        const value = wholeNumber(part);
        if (typeof value !== 'number') return value;
        parts[index] = value;
      }
    }
    const [start, stop, step] = parts;
    const node: Node = {
      kind: 'slice',
      ...(start === undefined ? {} : { start }),
      ...(stop === undefined ? {} : { stop }),
      ...(step === undefined ? {} : { step }),
    };
    return take(']') ?? node;
  };

  const filter = (left: Node): Parsed => {
    const condition = closed(expression(0), ']');
    if (condition.kind === 'invalid') return condition;
    const right = kind() === '[]' ? current : projected(powerOf('[?'));
    return right.kind === 'invalid' ? right : { kind: 'filter', left, right, condition };
  };

  const projected = (power: number): Parsed => {
    if (powerOf(kind()) < projecting) return current;
    if (kind() === '[' || kind() === '[?') return expression(power);
    return take('.') ?? member(power);
  };

  /** What may stand after a full stop. */
  const member = (power: number): Parsed => {
    if (kind() === 'name' || kind() === 'quoted' || kind() === '*') return expression(power);
    const start = next();
    if (start.kind === '[') return list();
    return start.kind === '{' ? object() : unexpected(start);
  };

  const list = (): Parsed => {
    const items: Node[] = [];
    for (;;) {
      const item = expression(0);
      if (item.kind === 'invalid') return item;
      items.push(item);
      if (kind() === ']') break;
      const wrong = take(',');
      if (wrong) return wrong;
    }
    at += 1;
    return { kind: 'list', items };
  };

  const object = (): Parsed => {
    const members: Member[] = [];
    for (;;) {
      const key = next();
      if (key.kind !== 'name' && key.kind !== 'quoted') return unexpected(key);
      const value = take(':') ?? expression(0);
      if (value.kind === 'invalid') return value;
      members.push({ key: String(key.value), value });
      if (kind() === '}') break;
      if (kind() === ',') at += 1;
    }
    at += 1;
    return { kind: 'object', members };
  };

  const call = (name: string): Parsed => {
    const given: Node[] = [];
    while (kind() !== ')') {
      const argument = expression(0);
      if (argument.kind === 'invalid') return argument;
      given.push(argument);
      if (kind() === ',') at += 1;
    }
    at += 1;
    return { kind: 'call', name, arguments: given };
  };

  const closed = (node: Parsed, bracket: TokenKind): Parsed => (node.kind === 'invalid' ? node : (take(bracket) ?? node));

  return { expression, kind, unexpected };
};

const current: Node = { kind: 'current' };

const wrap = (kind: 'not' | 'expression', of: Parsed): Parsed => (of.kind === 'invalid' ? of : { kind, of });

const join = (kind: 'chain' | 'projection' | 'values' | 'or' | 'and' | 'pipe', left: Node, right: Parsed): Parsed =>
  right.kind === 'invalid' ? right : { kind, left, right };

const wholeNumber = (token: Token): number | Invalid => {
  const value = Number(token.value);
  return Number.isSafeInteger(value) ? value : invalid('the number is too large', token.offset);
};
