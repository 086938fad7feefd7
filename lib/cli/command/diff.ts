import { type Json, listAt, memberOf, numberAt, objectAt, stringAt } from '../../model/json.ts';
import { call } from '../client.ts';
import { showJson } from '../decision.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import type { ShowOptions } from '../rows.ts';

/** `plimsoll diff OLDER NEWER`: what became of the findings. Exits 1 when the change itself brought some. */
export const diff = async (older: string, newer: string, options: ShowOptions): Promise<ExitCode> => {
  const { json } = await call(options, `/v1/verdicts/${encodeURIComponent(newer)}/diff?against=${encodeURIComponent(older)}`);
  process.stdout.write(options.format === 'json' ? `${showJson(json)}\n` : textOf(json));
  return (numberAt(objectAt(json, 'counts'), 'introduced') ?? 0) > 0 ? exitCodes.deny : exitCodes.allow;
};

const textOf = (json: Json): string => {
  const counts = Object.entries(objectAt(json, 'counts')).flatMap(([name, count]) => (count === 0 ? [] : [`${count} ${name}`]));
  const lines = listAt(json, 'entries')
    .filter((entry) => stringAt(entry, 'status') !== 'still-there')
    .map((entry) => {
      const finding = objectAt(entry, 'finding');
      const name = stringAt(objectAt(finding, 'vulnerability'), 'id') ?? stringAt(finding, 'rule');
      return `${stringAt(entry, 'status')}  ${stringAt(finding, 'severity')}  ${name}  ${stringAt(finding, 'message')}  (${why(stringAt(entry, 'reason') ?? '')})\n`;
    });
  const decisions = ['from', 'to'].map((side) => stringAt(memberOf(json, side), 'decision'));
  return `${decisions.join(' -> ')}: ${counts.join(', ') || 'no findings'}\n${lines.join('')}`;
};

/** A word of a newer server is shown as it is. */
const why = (reason: string): string => new Map(reasons).get(reason) ?? reason;

const reasons: readonly (readonly [code: string, words: string])[] = [
  ['content-changed', 'the image or the files changed'],
  ['same-content', 'nothing changed in what was judged: advisories, rules or inspection did'],
  ['published-since', 'published since'],
  ['package-was-there', 'the package was there before, in this version'],
  ['package-still-there', 'the package is still there, in this version: the advisories say otherwise now'],
  ['subject-new', 'nothing of this name was judged before'],
  ['subject-gone', 'nothing of this name was judged now'],
  ['not-evaluated', 'it could not be looked up this time'],
  ['policy-changed', 'another policy judged'],
  ['waiver-added', 'a waiver accepts it now'],
  ['waiver-ended', 'its waiver has ended'],
];
