import type { DockerfileFile, Instruction } from '../../dockerfile/file.ts';
import { placeIn } from '../../dockerfile/map.ts';
import type { Patch, TextEdit } from '../../model/patch.ts';
import { defineRule, notEvaluated, problem, type Rule, type RuleContext, type RuleInfo, type Statement } from '../rule.ts';

export type DockerfileCheck = (file: DockerfileFile, context: RuleContext) => Iterable<Statement>;
type Definition = Omit<RuleInfo, 'category'> & { readonly check: DockerfileCheck };

/** A hostile file could state one problem a hundred thousand times; a reader needs fewer. */
const maxStatements = 500;

export const dockerfileRule = ({ check, ...info }: Definition): Rule =>
  defineRule({
    ...info,
    category: 'dockerfile',
    on: 'dockerfile',
    check: ({ file }, context) => bounded(check(file, context)),
  });

function* bounded(statements: Iterable<Statement>): Iterable<Statement> {
  let count = 0;
  for (const statement of statements) {
    if (count++ === maxStatements) {
      yield notEvaluated(`more than ${maxStatements} places; the rest is not listed`);
      return;
    }
    yield statement;
  }
}

type More = Parameters<typeof problem>[1];

/** A problem at [start, end) of the file. */
export const problemAt = (file: DockerfileFile, place: { start: number; end: number }, message: string, more: More = {}): Statement =>
  problem(message, { location: placeIn(file, place.start, place.end), ...more });

/** A patch that replaces text of the file. `safe` ones may be written without asking. */
export const textPatch = (file: DockerfileFile, edits: readonly TextEdit[], safe = true): Patch => ({
  kind: 'text',
  safe,
  file: file.name,
  edits,
});

export const instructionsOf = (file: DockerfileFile, ...keywords: readonly string[]): Instruction[] =>
  file.instructions.filter(({ keyword }) => keywords.includes(keyword));

/** What comes at the end of a line of this file. */
export const lineEnd = (file: DockerfileFile): string => (file.text.includes('\r\n') ? '\r\n' : '\n');
