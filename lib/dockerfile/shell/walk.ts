import {
  type Command,
  type CommandArgument,
  forEachChild,
  type ParsedScript,
  parse,
  type Redirection,
  type SyntaxNode,
  type Word,
} from 'unbash';
import type { Word as DockerfileWord } from '../file.ts';
import type { ShellAssignment, ShellCommand, ShellExtension, ShellPipeline, ShellScript, ShellWord } from './command.ts';
import { readsScript, unwrap } from './wrapper.ts';

/** What a walk has found so far. */
export type Gatherer = {
  readonly commands: ShellCommand[];
  readonly pipelines: ShellPipeline[];
  readonly extensions: ShellExtension[];
  readonly errors: ShellScript['errors'][number][];
};

type Offset = (at: number) => number;
type Where = {
  readonly offset: Offset;
  readonly exact: boolean;
  readonly nested: boolean;
  readonly depth: number;
  readonly substitutions: number;
  readonly pipeline: number;
};

// Scripts in scripts (`sh -c "sh -c …"`) and syntax nodes below each other; the parser itself stops at 256.
const maxDepth = 300;
// The parser reads a substitution anew at every level, so a text of nothing but `$(` would take the square of its length.
const maxSubstitutions = 6;
const maxErrors = 20;

const script = (parsed: ParsedScript, offset: Offset, into: Gatherer): void => {
  noteErrors(parsed, offset, into);
  visit(parsed, { offset, exact: true, nested: false, depth: 0, substitutions: 0, pipeline: -1 }, into);
};

const noteErrors = (parsed: ParsedScript, offset: Offset, into: Gatherer): void => {
  for (const { message, pos } of parsed.errors ?? []) {
    if (into.errors.length < maxErrors) into.errors.push({ message, start: offset(pos) });
  }
};

const opensScope = new Set<SyntaxNode['type']>(['Subshell', 'Function', 'Coproc']);

const substitutions = new Set<SyntaxNode['type']>(['CommandExpansion', 'ProcessSubstitution']);
/** Text that can hold a substitution; any other word need not be taken apart. */
const mayHoldScript = /[$`]|[<>]\(/;

const visit = (node: SyntaxNode, where: Where, into: Gatherer): void => {
  if (where.depth > maxDepth || (node.type === 'Word' && !mayHoldScript.test(node.text))) return;
  noteExtension(node, where.offset, into);
  if (node.type === 'Command') visitCommand(node, where, into);
  else if (node.type === 'Pipeline') visitPipeline(node, where, into);
  else if (substitutions.has(node.type)) {
    const inner = where.substitutions + 1;
    if (inner <= maxSubstitutions) visitChildren(node, { ...where, substitutions: inner, nested: true, pipeline: -1 }, into);
  } else if (node.type === 'Script' && node.source !== undefined) {
    // A script in escaped back-ticks counts its offsets in its own text; its start is the nearest true place.
    const start = where.offset(node.pos);
    visitChildren(node, { ...where, offset: () => start, exact: false }, into);
  } else visitChildren(node, opensScope.has(node.type) ? { ...where, nested: true, pipeline: -1 } : where, into);
};

const visitChildren = (node: SyntaxNode, where: Where, into: Gatherer): void => {
  forEachChild(node, (child) => visit(child, { ...where, depth: where.depth + 1 }, into));
};

const visitPipeline = (node: SyntaxNode & { type: 'Pipeline' }, where: Where, into: Gatherer): void => {
  // `! grep x` and `time make` are pipelines of one command to the grammar.
  if (node.commands.length < 2) {
    visitChildren(node, where, into);
    return;
  }
  const place = into.pipelines.length;
  const members: number[] = [];
  into.pipelines.push({ commands: members, start: where.offset(node.pos), end: where.offset(node.end) });
  for (const command of node.commands) {
    const before = into.commands.length;
    visit(command, { ...where, depth: where.depth + 1, pipeline: place }, into);
    if (into.commands.length > before) members.push(before);
  }
};

const visitCommand = (node: Command, where: Where, into: Gatherer): void => {
  const words = node.name ? [node.name, ...node.args] : [...node.args];
  const shellWords = words.map((word) => shellWord(word, where.offset));
  const assignments = node.prefix.flatMap((item) => (item.type === 'Assignment' ? [assignmentOf(item, where.offset)] : []));
  addCommand(
    { words: shellWords, assignments, redirects: node.redirects, start: where.offset(node.pos), end: endOf(node, where.offset) },
    where,
    into,
  );
  for (const item of [...node.prefix, ...words, ...node.redirects])
    visit(item, { ...where, depth: where.depth + 1, nested: true, pipeline: -1 }, into);
};

const endOf = (node: { pos: number; end: number }, offset: Offset): number => offset(Math.max(node.end - 1, node.pos)) + 1;

type Found = {
  readonly words: readonly ShellWord[];
  readonly assignments: readonly ShellAssignment[];
  readonly redirects: readonly Redirection[];
  readonly start: number;
  readonly end: number;
};

const addCommand = (found: Found, where: Where, into: Gatherer): void => {
  const { words, wrappers, assignments, script: inner } = unwrap(found.words);
  const name = words[0]?.literal ? (words[0].value.split('/').at(-1) ?? '') : '';
  into.commands.push({
    name,
    words,
    wrappers,
    assignments: [...found.assignments, ...assignments, ...exported(name, words)],
    inputs: found.redirects.flatMap(inputOf),
    outputs: found.redirects.flatMap(outputOf),
    nested: where.nested,
    exact: where.exact,
    pipeline: where.pipeline,
    start: found.start,
    end: found.end,
  });
  if (where.depth > maxDepth) return;
  // Offsets inside a quoted script cannot be told apart from its quotes; its word is the place.
  if (inner !== null) visitText(inner.value, { ...where, offset: () => inner.start, exact: false }, into);
  else if (readsScript(words)) visitInput(found.redirects, where, into);
};

/** A script that a shell is handed; what it does to the state of its shell ends there. */
const visitText = (text: string, where: Where, into: Gatherer): void => {
  const parsed = parse(text);
  noteErrors(parsed, where.offset, into);
  visit(parsed, { ...where, nested: true, depth: where.depth + 50 }, into);
};

/** `bash <<EOF`: of several inputs the last one counts. */
const visitInput = (redirects: readonly Redirection[], where: Where, into: Gatherer): void => {
  const input = redirects.findLast((redirect) => inputOf(redirect).length > 0);
  if (input?.type === 'HereDoc') {
    const { text, pos } = input.body;
    visitText(text, { ...where, offset: (at) => where.offset(pos + at) }, into);
  } else if (input?.type === 'HereString' && input.target) {
    const start = where.offset(input.target.pos);
    visitText(input.target.value, { ...where, offset: () => start, exact: false }, into);
  }
};

/** `export X=1` sets X for what follows. */
const exported = (name: string, words: readonly ShellWord[]): ShellAssignment[] => {
  if (name !== 'export' && name !== 'declare' && name !== 'readonly') return [];
  return words.slice(1).flatMap(({ value, literal, start, end }) => {
    const equals = value.indexOf('=');
    return equals < 1 ? [] : [{ name: value.slice(0, equals), value: value.slice(equals + 1), literal, start, end }];
  });
};

const assignmentOf = (item: SyntaxNode & { type: 'Assignment' }, offset: Offset): ShellAssignment => ({
  name: item.name,
  value: item.value.type === 'Word' ? item.value.value : item.text,
  literal: item.value.type === 'Word' && isLiteral(item.value),
  start: offset(item.pos),
  end: endOf(item, offset),
});

const shellWord = (word: CommandArgument, offset: Offset): ShellWord => ({
  text: word.text,
  value: word.type === 'Word' ? word.value : plainAssignment(word),
  literal: word.type === 'Word' ? isLiteral(word) : word.value.type === 'Word' && isLiteral(word.value),
  start: offset(word.pos),
  end: endOf(word, offset),
});

const plainAssignment = ({ name, value, text }: SyntaxNode & { type: 'Assignment' }): string =>
  value.type === 'Word' ? `${name}=${value.value}` : text;

const isLiteral = (word: Word): boolean =>
  (word.parts ?? []).every((part) => {
    if (part.type === 'DoubleQuoted') return part.parts.every(({ type }) => type === 'Literal');
    return part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'AnsiCQuoted' || part.type === 'Glob';
  });

const inputOf = (redirect: Redirection): string[] => {
  if (redirect.type === 'HereDoc') return [redirect.body.text];
  return redirect.target && (redirect.type === 'HereString' || redirect.operator === '<') ? [redirect.target.value] : [];
};

const outputOf = (redirect: Redirection): string[] =>
  redirect.type === 'Redirect' && redirect.target && redirect.operator.includes('>') && redirect.operator !== '>&'
    ? [redirect.target.value]
    : [];

/** Forms that bash has and POSIX sh has not. Source: POSIX.1-2024, shell command language. */
const noteExtension = (node: SyntaxNode, offset: Offset, into: Gatherer): void => {
  const form = extensionForm(node);
  if (form !== null) into.extensions.push({ form, start: offset(node.pos), end: endOf(node, offset) });
};

const extensionForm = (node: SyntaxNode): string | null => {
  switch (node.type) {
    case 'TestCommand':
      return '[[ ]]';
    case 'ProcessSubstitution':
      return 'process substitution';
    case 'ArrayValue':
      return 'an array';
    case 'HereString':
      return '<<<';
    case 'ArithmeticFor':
      return 'for (( ))';
    case 'Select':
      return 'select';
    case 'Redirect':
      return node.operator === '&>' || node.operator === '&>>' ? node.operator : null;
    default:
      return null;
  }
};

/** The words of an exec form: one command, and its script when it calls a shell. */
const argv = (words: readonly DockerfileWord[], into: Gatherer): void => {
  const [first] = words;
  const last = words.at(-1);
  if (!first || !last) return;
  const shellWords = words.map(({ text, value, start, end }) => ({ text, value, literal: true, start, end }));
  const where: Where = { offset: () => first.start, exact: true, nested: false, depth: 0, substitutions: 0, pipeline: -1 };
  addCommand({ words: shellWords, assignments: [], redirects: [], start: first.start, end: last.end }, where, into);
};

export const gather = { script, argv };
