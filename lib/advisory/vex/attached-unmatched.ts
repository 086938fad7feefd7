import type { AttachedVex } from '../../model/image.ts';
import type { UnmatchedVex, UnmatchedVexStatement } from '../../model/unmatched-vex.ts';
import { attachedTo, openedVex } from './attached.ts';
import { type MatchedImage, type UnmatchedStatement, unmatchedStatements } from './unmatched.ts';

/** A verdict keeps them: enough to see the slip, and no feed of a distribution. */
const mostStatements = 100;
const mostComponents = 10;
const longest = 500;

/** Of each document that is attached to the image the statements without effect; one that several have signed is told once. */
export const unmatchedAttached = ({ content, image, matches }: MatchedImage): readonly UnmatchedVex[] => {
  const documents = new Map<string, AttachedVex[]>();
  for (const one of content.vex ?? []) documents.set(one.digest, [...(documents.get(one.digest) ?? []), one]);
  return [...documents.values()].flatMap((signed) => {
    const [first] = signed;
    if (first === undefined) return [];
    const { statements, ignored } = openedVex(first);
    const found = unmatchedStatements(statements, [{ content, image: attachedTo(image, signed), matches }]);
    if (found.length === 0 && Object.keys(ignored).length === 0) return [];
    return [
      {
        document: short(statements[0]?.document ?? first.digest),
        author: short(statements[0]?.author ?? ''),
        artifact: first.artifact,
        keys: signed.map(({ key }) => key),
        total: found.length,
        statements: found.slice(0, mostStatements).map(told),
        ignored,
      },
    ];
  });
};

const told = ({ statement: { ids, status, product, components }, why }: UnmatchedStatement): UnmatchedVexStatement => ({
  ids: ids.slice(0, mostComponents).map(short),
  status,
  product: short(product),
  components: components.slice(0, mostComponents).map(short),
  why,
});

const short = (text: string): string => text.slice(0, longest);
