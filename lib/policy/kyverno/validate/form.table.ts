import { isList, type Json, type JsonObject, memberOf } from '../../../model/json.ts';
import type { About, Body } from '../case.ts';
import { notEvaluated } from '../judgement.ts';
import { podSecurityBody } from '../pod-security/body.ts';
import { denyBody } from './deny.ts';
import { foreachBody } from './foreach.ts';
import { anyPatternBody, patternBody } from './pattern.ts';

type Form = (written: Json, about: About, nesting: number) => Body;

const unjudged =
  (why: string): Form =>
  () =>
  () =>
    notEvaluated(why);

/** What a rule may say under `validate`, or an element of a foreach; the first that is there is judged. A new form is a row. */
const forms: readonly (readonly [member: string, form: Form])[] = [
  ['deny', denyBody],
  ['pattern', patternBody],
  ['anyPattern', (written, about) => anyPatternBody(isList(written) ? written : [written], about)],
  ['foreach', (written, about, nesting) => foreachBody(written, about, bodyOf, nesting)],
  ['podSecurity', podSecurityBody],
  ['manifests', unjudged('who has signed a manifest is not looked at')],
  ['assert', unjudged('assertion trees are not judged')],
];

export const formMembers: readonly string[] = [...forms.map(([member]) => member), 'cel'];

/** Undefined when there is none; `cel` is judged elsewhere. */
export const bodyOf = (holder: JsonObject, about: About, nesting = 0): Body | undefined => {
  for (const [member, form] of forms) {
    const written = memberOf(holder, member);
    if (written !== undefined && written !== null) return form(written, about, nesting);
  }
  return undefined;
};
