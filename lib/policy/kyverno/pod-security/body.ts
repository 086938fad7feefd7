import { valueAt } from '../../../manifest/pointer.ts';
import { isObject, type Json, type JsonObject, listAt, stringAt } from '../../../model/json.ts';
import { controls } from '../../../rule/kubernetes/pod-security/check.table.ts';
import { minorOf, newestMinor } from '../../../rule/kubernetes/pod-security/evaluate.ts';
import { objectOrNull, type PodCheck, podOf, type Violation } from '../../../rule/kubernetes/pod-security/pod.ts';
import type { About, Body } from '../case.ts';
import { placeOfPod } from '../image/pod-place.ts';
import { passed, skip } from '../judgement.ts';
import { messageText } from '../validate/message.ts';
import { isAboutCheck } from './control.table.ts';
import { type Exclusion, exclusionOf } from './exclusion.ts';
import { mended, withoutTaken } from './mend.ts';

type Control = { readonly id: string; readonly check: PodCheck; readonly exclusions: readonly Exclusion[] };

/** The Pod Security Standards by level and version, less what the rule or an exception excludes. Unlike the API server Kyverno asks every control, also one that a stricter one says again. */
export const podSecurityBody = (written: Json, { message }: About): Body => {
  const level = stringAt(written, 'level') ?? '';
  const minor = minorOf(stringAt(written, 'version') || 'latest') ?? newestMinor;
  const own = listAt(written, 'exclude');
  const standing = controlsFor(level, minor, own);
  return ({ object, scope, exempt, request }) => {
    if (request.operation === 'DELETE') return null;
    const place = placeOfPod(object);
    const spec = place === undefined ? undefined : valueAt(object, `${place}/spec`);
    if (place === undefined || !isObject(spec)) return { kind: 'error', message: 'the object has no pod' };
    const metadata = objectOrNull(valueAt(object, `${place}/metadata`));
    const asked = exempt.length === 0 ? standing : controlsFor(level, minor, [...own, ...exempt]);
    const found = asked.flatMap((control) => violationsOf(control, metadata, spec));
    const [first, ...also] = found.map((each) => ({
      message: messageText(message, scope, each.message),
      pointer: `${place}/spec${each.place}`,
    }));
    if (first) return { kind: 'fail', ...first, ...(also.length > 0 && { also }) };
    const isExempt = exempt.length > 0 && standing.some((control) => violationsOf(control, metadata, spec).length > 0);
    return isExempt ? skip('exceptions take out the controls that fail') : passed();
  };
};

const controlsFor = (level: string, minor: number, exclude: readonly Json[]): readonly Control[] => {
  const exclusions = exclude.map(exclusionOf);
  return controls.flatMap(({ id, level: ofControl, versions }) => {
    // Older versions of Kubernetes than the first that has a control are judged by that one, too.
    const [, check] = versions.findLast(([from]) => from <= minor) ?? versions[0] ?? [];
    const isAsked = level === 'restricted' || (level === 'baseline' && ofControl === 'baseline');
    return check && isAsked ? [{ id, check, exclusions: exclusions.filter(({ control }) => isAboutCheck(control, id)) }] : [];
  });
};

const violationsOf = ({ check, exclusions }: Control, metadata: JsonObject | null, written: JsonObject): readonly Violation[] => {
  const spec = exclusions.reduce((before, each) => {
    if (each.field !== '') return mended(before, each);
    return each.isOfPod ? before : withoutTaken(before, each);
  }, written);
  const found: Violation[] = [];
  check(podOf(metadata, spec), found);
  return exclusions.some((each) => each.field === '' && each.isOfPod) ? found.filter(({ container }) => container !== null) : found;
};
