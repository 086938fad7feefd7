import { matchImage, vexImageOf } from '../../advisory/match.ts';
import { storedStatement, type VexStatement } from '../../advisory/vex/statement.ts';
import { type MatchedImage, unmatchedStatements } from '../../advisory/vex/unmatched.ts';
import { AppError } from '../../model/error.ts';
import type { UnheardVex } from '../../model/unmatched-vex.ts';
import { unheardLines } from '../../report/unheard-vex.ts';
import { visible } from '../../report/visible.ts';
import { unheardVex } from '../../verdict/unheard-vex.ts';
import { advisoryFolder, openedAdvisories } from '../advisory-folder.ts';
import { chosenPolicy } from '../chosen-policy.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { inspectReference } from '../inspect.ts';
import { localImages } from '../local-images.ts';
import { layerBars } from '../progress.ts';
import { statementLine, unmatchedLine } from '../statement-line.ts';
import { attachedTrustFor } from '../trusted-root.ts';

export type VexOptions = { readonly into?: string; readonly format?: string; readonly policy?: string };

/**
 * `plimsoll advisories vex [image…]`: the statements of the database; with images, those that matched nothing in any of them, and with a policy beside them
 * those of attached documents that it hears.
 */
export const listStatements = async (references: readonly string[], options: VexOptions): Promise<ExitCode> => {
  const advisories = await openedAdvisories(options.into ?? advisoryFolder());
  try {
    if (advisories.database() === null) throw new AppError('unavailable', 'there is no advisory database');
    const statements = distinct(advisories.everyStatement().flatMap((stored) => storedStatement(stored) ?? []));
    if (references.length === 0)
      return options.format === 'json' ? printJson({ items: statements }) : printLines(statements.map(statementLine));
    const policy = options.policy === undefined ? null : await chosenPolicy(options.policy, 'policy');
    const trust = policy && (await attachedTrustFor(policy));
    const images: MatchedImage[] = [];
    const attached: UnheardVex[] = [];
    const source = localImages(references);
    for (const reference of references)
      for (const one of await inspectReference(source, reference, undefined, layerBars(process.stderr, false), trust)) {
        const image = vexImageOf(one);
        const matched = matchImage(one.content, images.length, advisories, image);
        images.push({ content: one.content, image, matches: matched.matches });
        if (policy) attached.push(...unheardVex([matched], policy));
      }
    const unmatched = unmatchedStatements(statements, images);
    return options.format === 'json'
      ? printJson({ items: unmatched, ...(policy && { attached }) })
      : printLines([...unmatched.map(unmatchedLine), ...unheardLines({ unmatchedVex: attached })]);
  } finally {
    advisories.close();
  }
};

/** A statement that names two issues is kept under each. */
const distinct = (statements: readonly VexStatement[]): readonly VexStatement[] => [
  ...new Map(statements.map((statement) => [JSON.stringify(statement), statement])).values(),
];

const printJson = (value: object): ExitCode => {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  return exitCodes.allow;
};

const printLines = (lines: readonly string[]): ExitCode => {
  for (const line of lines) process.stdout.write(`${visible(line)}\n`);
  return exitCodes.allow;
};
