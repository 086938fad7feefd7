import type { Bundle, ContainerView, ManifestObject } from '../../manifest/object.ts';
import { sha256 } from '../../model/digest.ts';
import type { InputProblem } from '../../model/verdict.ts';
import { endedText, endOfDay, isExpired, type Waiver } from '../../model/waiver.ts';
import { findRules, hintFor } from '../find.ts';

/** One wish to ignore a check, as it was written. */
type Wish = {
  readonly rule: string;
  readonly container: string | null;
  readonly reason: string;
  readonly expiresAt: string | null;
  readonly origin: 'annotation' | 'comment';
  readonly pointer: string;
};

/** Days in other people's order too, which are none to us: what was meant to end must not go on for ever. */
const until = /\b(?:until|expires?|exp)\b[ :=]+(\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4})\b\)?/i;
const edge = /[\s:;,]/;

/** Takes the date out of a reason. */
const reasonAndExpiry = (text: string): Pick<Wish, 'reason' | 'expiresAt'> => {
  const found = until.exec(text);
  const day = found?.[1];
  const reason = withoutEdges(
    found
      ? text
          .slice(0, found.index)
          .trimEnd()
          .replace(/[;,(]$/, '') + text.slice(found.index + found[0].length)
      : text,
  );
  return { reason: reason === '' ? 'no reason given' : reason, expiresAt: day === undefined ? null : endOfDay(day) };
};

/** The end by hand: an expression for it would begin anew at each of a hundred thousand blanks. */
const withoutEdges = (text: string): string => {
  let end = text.length;
  while (end > 0 && edge.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end).replace(/^[\s:;,-]+/, '');
};

type AnnotationForm = (name: string, value: string) => readonly Omit<Wish, 'origin' | 'pointer'>[];

const wish = (rule: string, reason: string, container: string | null = null) => ({
  rule: rule.trim(),
  container,
  ...reasonAndExpiry(reason),
});

const isOn = (value: string): boolean => value.toLowerCase() === 'true';

/** A row a tool. Sources: the tools' documentation on ignoring checks. */
const annotationForms: readonly (readonly [prefix: string, form: AnnotationForm])[] = [
  [
    'waive.plimsoll.dev/',
    (name, value) => {
      const foreign = /^(kyverno|kubernetes)\.([^.]+)(?:\.(.+))?$/.exec(name);
      if (foreign) return [wish(foreign.slice(1).filter(Boolean).join('/'), value)];
      const [rule = '', container] = name.split('.');
      return [wish(rule, value, container ?? null)];
    },
  ],
  ['checkov.io/skip', (_name, value) => [wish(value.split('=')[0] ?? '', value.slice(value.indexOf('=') + 1))]],
  ['ignore-check.kube-linter.io/', (name, value) => [wish(name, value)]],
  ['kube-score/ignore', (_name, value) => value.split(',').map((rule) => wish(rule, ''))],
  [
    'polaris.fairwinds.com/',
    (name, value) => {
      const match = /^(?:([a-z0-9-]+)\.)?([A-Za-z]+)-exempt$/.exec(name);
      return match && isOn(value) ? [wish(match[2] ?? '', 'exempted in the manifest', match[1] ?? null)] : [];
    },
  ],
];

/** Wishes that would take everything of one tool away; a waiver names what it accepts. */
const tooBroad = new Map([
  ['kube-linter.io/ignore-all', (): boolean => true],
  ['polaris.fairwinds.com/exempt', isOn],
]);

const annotationWishes = (object: ManifestObject): readonly Wish[] =>
  Object.entries(object.annotations).flatMap(([name, value]) => {
    const row = annotationForms.find(([prefix]) => name.startsWith(prefix));
    if (!row) return [];
    const pointer = `/metadata/annotations/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return row[1](name.slice(row[0].length), value).map((one) => ({ ...one, origin: 'annotation' as const, pointer }));
  });

// A rule's id, or that of another engine's policy, which has slashes.
/** `plimsoll: ignore a, b reason`, `trivy:ignore:A[:exp:date]`, `checkov:skip=A:reason`. */
const commentForms: readonly (readonly [RegExp, (match: RegExpExecArray) => readonly ReturnType<typeof wish>[]])[] = [
  [
    /^plimsoll\s?:\s*ignore\s+((?:(?:kyverno|kubernetes)\/[\w./-]*\w|[\w-]+)(?:\s*,\s*(?:(?:kyverno|kubernetes)\/[\w./-]*\w|[\w-]+))*)(.*)$/,
    ([, rules = '', rest = '']) => rules.split(',').map((rule) => wish(rule, rest)),
  ],
  [
    /^trivy\s?:\s*ignore:([\w-]+)(?::exp:(\d{4}-\d{2}-\d{2}))?(.*)$/,
    ([, rule = '', day, rest = '']) => [wish(rule, day === undefined ? rest : `${rest} until ${day}`)],
  ],
  [/^checkov\s?:\s*skip\s*=\s*([\w-]+)(?::(.*))?$/, ([, rule = '', rest = '']) => [wish(rule, rest)]],
];

type ContainersOf = (object: ManifestObject) => readonly ContainerView[];

const containersIn = ({ workloads }: Bundle): ContainersOf => {
  const byObject = new Map<ManifestObject, ContainerView[]>();
  for (const { object, containers } of workloads) byObject.set(object, [...(byObject.get(object) ?? []), ...containers]);
  return (object) => byObject.get(object) ?? [];
};

const commentWishes = (object: ManifestObject, containersOf: ContainersOf): readonly Wish[] =>
  (object.remarks ?? []).flatMap(({ text, line, column }) => {
    const wishes = commentForms.flatMap(([pattern, form]) => {
      const match = pattern.exec(text);
      return match ? form(match) : [];
    });
    if (wishes.length === 0) return [];
    const container = containerAt(object, containersOf(object), line, column);
    return wishes.map((one) => ({
      ...one,
      container: container?.name ?? null,
      origin: 'comment' as const,
      pointer: container?.pointer ?? '',
    }));
  });

/** A comment belongs to the last container that begins above it, when it stands at least as far in. */
const containerAt = (object: ManifestObject, containers: readonly ContainerView[], line: number, column: number) =>
  containers
    .map((container) => ({ ...container, place: object.locate(container.pointer) }))
    .findLast(({ place }) => place.line <= line && (place.line === line || place.column <= column));

/**
 * Waivers that a change brings along: our annotations and comments, and those of other tools. Each is scoped to its object or container and stays visible.
 * A name that nobody knows, a wish that has ended, and one to ignore everything, is a problem and waives nothing. `now`: milliseconds since the epoch;
 * `isKnown`: whether somebody has a rule of a name.
 */
export const waiversIn = (
  bundle: Bundle,
  now: number,
  isKnown: (rule: string) => boolean = (rule) => findRules(rule).length > 0,
): { readonly waivers: readonly Waiver[]; readonly problems: readonly InputProblem[] } => {
  const waivers: Waiver[] = [];
  const problems: InputProblem[] = [];
  const containersOf = containersIn(bundle);
  for (const object of bundle.objects) {
    for (const one of [...annotationWishes(object), ...commentWishes(object, containersOf)]) {
      const waiver = waiverOf(object, one);
      if (!isKnown(one.rule)) problems.push(problemAt(bundle, object, one.pointer, 'unknown-rule', unknownRule(one.rule)));
      else if (isExpired(waiver, now)) problems.push(problemAt(bundle, object, one.pointer, 'waiver-ended', endedText(waiver)));
      else waivers.push(waiver);
    }
    for (const [name, applies] of tooBroad) {
      if (!applies(object.annotations[name] ?? '') || object.annotations[name] === undefined) continue;
      const pointer = `/metadata/annotations/${name.replaceAll('/', '~1')}`;
      problems.push(
        problemAt(bundle, object, pointer, 'waiver-too-broad', `${name} would ignore every check; name the rules that are accepted`),
      );
    }
  }
  return { waivers, problems };
};

const unknownRule = (rule: string): string => `there is no rule ${JSON.stringify(rule.slice(0, 60))} to ignore${hintFor(rule)}`;

const waiverOf = (object: ManifestObject, { rule, container, reason, expiresAt, origin }: Wish): Waiver => ({
  id: sha256(JSON.stringify([origin, object.id, container, rule])).slice('sha256:'.length, 'sha256:'.length + 16),
  scope: { rule, object: object.id, ...(container !== null && { container }) },
  reason,
  author: object.file,
  ...(expiresAt !== null && { expiresAt }),
  origin,
});

const problemAt = ({ subject }: Bundle, object: ManifestObject, pointer: string, code: string, message: string): InputProblem => {
  const { file, line, column } = object.locate(pointer);
  return { code, message, subject, file, line, column, pointer };
};
