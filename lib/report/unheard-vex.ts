import { whyUnmatched } from '../model/unmatched-vex.ts';
import type { Verdict } from '../model/verdict.ts';

// Whoever may push wrote them.
const longest = 200;
const short = (text: string): string => text.slice(0, longest);

type Said = Pick<Verdict, 'unmatchedVex'>;

/** How many statements of attached documents had no effect. */
export const unheardCount = ({ unmatchedVex = [] }: Said): number =>
  unmatchedVex.reduce((sum, { total, ignored }) => sum + total + Object.values(ignored).reduce((all, count) => all + count, 0), 0);

/** A line a statement, then what could not be taken for one. */
export const unheardLines = ({ unmatchedVex = [] }: Said): readonly string[] =>
  unmatchedVex.flatMap(({ document, author, key, total, statements, ignored }) => {
    const signer = key === null ? 'unsigned' : `signed by ${key.slice(0, 19)}`;
    const from = `${short(document)}${author === '' ? '' : ` of ${short(author)}`}, ${signer}`;
    const lines = statements.map(
      ({ ids, status, product, components, why }) =>
        `${ids[0] ?? ''} ${status} in ${short([product, ...components.slice(0, 3)].join(' > '))}: ${whyUnmatched(why)} (${from})`,
    );
    const more = total - statements.length;
    return [
      ...lines,
      ...(more > 0 ? [`${more} more statements of ${from}`] : []),
      ...Object.entries(ignored).map(([reason, count]) => `${count} with ${short(reason)}, not taken for a statement (${from})`),
    ];
  });
