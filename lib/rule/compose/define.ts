import type { ComposeService } from '../../compose/file.ts';
import { interpolate } from '../../compose/interpolate.ts';
import { isList, type Json, memberOf, objectAt } from '../../model/json.ts';
import { defineRule, notEvaluated, problem, type Rule, type RuleContext, type RuleInfo, type Statement } from '../rule.ts';

type Definition = Omit<RuleInfo, 'category' | 'bad' | 'good'> & {
  /** Lines of a service that also has an image. */
  readonly bad: string;
  readonly good: string;
  readonly check: (service: ComposeService, context: RuleContext) => Iterable<Statement>;
};

const example = (lines: string): string => {
  const all = /^image:|^build:/m.test(lines) ? lines : `image: ghcr.io/acme/web:1.4\n${lines}`;
  return `services:\n  web:\n${all.replace(/^(?=.)/gm, '    ')}\n`;
};

export const composeRule = ({ check, bad, good, ...info }: Definition): Rule =>
  defineRule({
    ...info,
    bad: example(bad),
    good: example(good),
    category: 'compose',
    on: 'compose',
    check: ({ service }, context) => check(service, context),
  });

/** A problem at a member of the service; `place` is relative to it. */
export const problemIn = (
  service: ComposeService,
  place: string,
  message: string,
  more: Omit<Statement & { kind: 'problem' }, 'kind' | 'message' | 'pointer'> = {},
): Statement => problem(message, { ...more, pointer: `${service.pointer}${place}` });

/** What a service has, its own or from the services that it extends; mappings of both are merged by Compose, so a path is looked for in each. */
export const settingOf = ({ value, bases }: ComposeService, ...path: readonly string[]): Json | undefined => {
  const last = path.at(-1) ?? '';
  for (const one of [value, ...bases]) {
    const parent = path.slice(0, -1).reduce((current, key) => objectAt(current, key), one);
    const found = memberOf(parent, last);
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
};

/** An override names a part of a service; what it does not set stands in another file. */
const isWhole = (service: ComposeService): boolean =>
  settingOf(service, 'image') !== undefined || settingOf(service, 'build') !== undefined;

/** What a rule says of a setting that is not there: nothing of a fragment, and not what another file may hold. */
export function* missing(service: ComposeService, message: string, more: Parameters<typeof problemIn>[3] = {}): Iterable<Statement> {
  if (!isWhole(service)) return;
  if (service.isOpen) yield notEvaluated('the service extends one of another file, which may set it');
  else yield problemIn(service, '', message, more);
}

/** Source: compose-go, casting of interpolated values. */
export const isTrue = (value: Json | undefined): boolean =>
  value === true || (typeof value === 'string' && /^(?:true|y|yes|on)$/i.test(interpolate(value) ?? ''));

/** A scalar as text, variables replaced by their defaults; undefined for what is no scalar or not known. */
export const textOf = (value: Json | undefined): string | undefined => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? (interpolate(value) ?? undefined) : undefined;
};

/** A list's texts with their places. A single text counts as a list of one. */
export const textsAt = (service: ComposeService, key: string): readonly { readonly text: string; readonly place: string }[] => {
  const value = memberOf(service.value, key);
  if (!isList(value)) {
    const text = textOf(value);
    return text === undefined ? [] : [{ text, place: `/${key}` }];
  }
  return value.flatMap((item, at) => {
    const text = textOf(item);
    return text === undefined ? [] : [{ text, place: `/${key}/${at}` }];
  });
};

export const specification = 'https://docs.docker.com/reference/compose-file';
