import { matchImage, vexImageOf } from '../../advisory/match.ts';
import { storedStatement, type VexStatement } from '../../advisory/vex/statement.ts';
import { type MatchedImage, unmatchedStatements } from '../../advisory/vex/unmatched.ts';
import { AppError } from '../../model/error.ts';
import { advisoryFolder, openedAdvisories } from '../advisory-folder.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { inspectReference } from '../inspect.ts';
import { localImages } from '../local-images.ts';
import { layerBars } from '../progress.ts';
import { statementLine, unmatchedLine } from '../statement-line.ts';

export type VexOptions = { readonly into?: string; readonly format?: string };

/** `plimsoll advisories vex [image…]`: the statements of the database; with images, those that matched nothing in any of them. */
export const listStatements = async (references: readonly string[], options: VexOptions): Promise<ExitCode> => {
  const advisories = await openedAdvisories(options.into ?? advisoryFolder());
  try {
    if (advisories.database() === null) throw new AppError('unavailable', 'there is no advisory database');
    const statements = distinct(advisories.everyStatement().flatMap((stored) => storedStatement(stored) ?? []));
    if (references.length === 0) return print(statements, statementLine, options);
    const images: MatchedImage[] = [];
    const source = localImages(references);
    for (const reference of references)
      for (const one of await inspectReference(source, reference, undefined, layerBars(process.stderr, false))) {
        const image = vexImageOf(one);
        images.push({ content: one.content, image, matches: matchImage(one.content, 0, advisories, image).matches });
      }
    return print(unmatchedStatements(statements, images), unmatchedLine, options);
  } finally {
    advisories.close();
  }
};

/** A statement that names two issues is kept under each. */
const distinct = (statements: readonly VexStatement[]): readonly VexStatement[] => [
  ...new Map(statements.map((statement) => [JSON.stringify(statement), statement])).values(),
];

const print = <Item>(items: readonly Item[], lineOf: (item: Item) => string, { format }: VexOptions): ExitCode => {
  if (format === 'json') process.stdout.write(`${JSON.stringify({ items }, null, 2)}\n`);
  else for (const item of items) process.stdout.write(`${lineOf(item)}\n`);
  return exitCodes.allow;
};
