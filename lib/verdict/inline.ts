import type { DockerfileFile } from '../dockerfile/file.ts';
import { commentWaivers } from '../dockerfile/suppression.ts';
import type { TextSecret } from '../model/evidence.ts';
import type { InputProblem } from '../model/verdict.ts';
import { endedText, isExpired, type Waiver } from '../model/waiver.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import { isForeignId } from '../policy/foreign/id.ts';
import { aliasKey, findRules, hintFor } from '../rule/find.ts';
import { waiversIn } from '../rule/kubernetes/suppression.ts';
import type { Change } from '../rule/rule.ts';

/** Wishes to ignore a check that the change's own sources state. `refused`: those that are not followed, each with the reason why. */
export type InlineWaivers = { readonly waivers: readonly Waiver[]; readonly refused: readonly InputProblem[] };

/** They count as stored waivers do and stay visible; a policy may take none from annotations or from comments. */
export const inlineWaivers = (
  { bundle, dockerfiles, secrets = [] }: Change,
  { waivers: taken, foreign }: CompiledPolicy,
  now: number,
): InlineWaivers => {
  // Rules of other engines are those of this policy; one that has none cannot tell which there are.
  const isKnown = (rule: string): boolean =>
    isForeignId(rule) ? foreign.size === 0 || foreign.has(aliasKey(rule)) : findRules(rule).length > 0;
  const manifests = bundle ? waiversIn(bundle, now, isKnown) : nothing;
  const read = [
    { subject: bundle?.subject ?? 0, waivers: manifests.waivers, problems: manifests.problems },
    ...dockerfiles.map(({ file, subject }) => ({ subject, ...waiversOf(file, subject) })),
    ...secrets.map(({ subject, secret }) => ({ subject, waivers: waiverOfSecret(secret), problems: [] })),
  ];
  const isTaken = ({ origin }: Waiver): boolean => (origin === 'annotation' ? taken.annotations : origin !== 'comment' || taken.comments);
  return {
    waivers: read.flatMap(({ waivers }) => waivers.filter((waiver) => isTaken(waiver) && !isExpired(waiver, now))),
    refused: read.flatMap(({ subject, waivers, problems }) => [
      ...problems,
      ...waivers.filter((waiver) => !isTaken(waiver)).map((waiver) => forbidden(waiver, subject)),
      ...waivers.filter((waiver) => isTaken(waiver) && isExpired(waiver, now)).map((waiver) => ended(waiver, subject)),
    ]),
  };
};

const nothing = { waivers: [], problems: [] };

const waiversOf = (file: DockerfileFile, subject: number) => {
  const waivers = commentWaivers(file);
  const isKnown = ({ scope }: Waiver): boolean => scope.rule !== undefined && findRules(scope.rule).length > 0;
  return { waivers: waivers.filter(isKnown), problems: waivers.filter((one) => !isKnown(one)).map((one) => unknown(one, subject)) };
};

const unknown = (waiver: Waiver, subject: number): InputProblem => {
  const { rule = '' } = waiver.scope;
  const message = `there is no rule ${JSON.stringify(rule)} to ignore${hintFor(rule)}`;
  return { code: 'unknown-rule', message, subject, ...placeOf(waiver) };
};

const forbidden = (waiver: Waiver, subject: number): InputProblem => ({
  code: 'waiver-forbidden',
  message: `the policy accepts nothing by ${waiver.origin}: ${waiver.scope.rule} is not ignored`,
  subject,
  ...placeOf(waiver),
});

const ended = (waiver: Waiver, subject: number): InputProblem => ({
  code: 'waiver-ended',
  message: endedText(waiver),
  subject,
  ...placeOf(waiver),
});

const placeOf = ({ author, scope }: Waiver): Pick<InputProblem, 'file' | 'line'> => ({
  file: author,
  ...(scope.lines && { line: scope.lines.first }),
});

const waiverOfSecret = ({ file, line, accepted }: TextSecret): readonly Waiver[] =>
  accepted
    ? [
        {
          id: `comment:${file}:${line}:repository-secret`,
          scope: { rule: 'repository-secret', path: file, lines: { first: line, last: line } },
          author: file,
          origin: 'comment',
          ...accepted,
        },
      ]
    : [];
