import type { ManifestObject } from '../manifest/object.ts';
import { canonicalJson } from '../model/canonical.ts';
import type { Finding, NotEvaluated } from '../model/finding.ts';
import type { Location } from '../model/location.ts';
import { fingerprintOf, identityText } from './fingerprint.ts';
import { type Locate, type Place, placeOf, type Target } from './place.ts';
import type { Change, Rule, Statement } from './rule.ts';
import type { RuleSetting } from './setting.ts';

/** What a run has gathered: each problem of a rule once a place, each gap once. */
export type Collection = { readonly findings: Finding[]; readonly notEvaluated: NotEvaluated[] };
export type Collector = Collection & { add(statement: Statement, setting: RuleSetting, target: Target): void };

export const collector = (change: Change): Collector => {
  const findings: Finding[] = [];
  const notEvaluated: NotEvaluated[] = [];
  const gaps = new Set<string>();
  const seenOf = byObject();
  const locate = rememberedPlaces();

  const add = (statement: Statement, setting: RuleSetting, target: Target): void => {
    if (statement.kind === 'not-evaluated') {
      const gap = gapOf(setting.rule.id, statement, target, change);
      const key = canonicalJson(gap);
      if (gaps.has(key)) return;
      gaps.add(key);
      notEvaluated.push(gap);
      return;
    }
    const place = placeOf(statement, target, change, locate);
    const identity = identityOf(setting.rule, place, statement.discriminator);
    // The first fingerprint stands for the identity, whose text need not be kept then.
    const first = fingerprintOf(identity);
    const occurrence = occurrenceAt(seenOf(place), first, place.location);
    if (occurrence === null) return;
    findings.push(findingOf(statement, setting, place, occurrence === 0 ? first : fingerprintOf(identity, occurrence)));
  };
  return { findings, notEvaluated, add };
};

/** Where statements of one identity were: nearly all are made once, so a set of places comes only with the second. */
type Seen = Map<string, Location | Set<string>>;

/** Equal identities name equal objects, so each object has its own small map: one of all findings grows slow. */
const byObject = (): ((place: Place) => Seen) => {
  const subjects = new Map<number, Map<string | undefined, Seen>>();
  return ({ subject, object }) => {
    const objects = subjects.get(subject) ?? new Map<string | undefined, Seen>();
    subjects.set(subject, objects);
    const known = objects.get(object?.id) ?? new Map();
    objects.set(object?.id, known);
    return known;
  };
};

/** How many statements of this identity came before, or null when this one was made already. */
const occurrenceAt = (seen: Seen, identity: Finding['fingerprint'], location: Location): number | null => {
  const known = seen.get(identity);
  if (!known) {
    seen.set(identity, location);
    return 0;
  }
  const places = known instanceof Set ? known : new Set([placeKey(known)]);
  seen.set(identity, places);
  const before = places.size;
  places.add(placeKey(location));
  return places.size > before ? before : null;
};

/** A container has one place and thirty findings. */
const rememberedPlaces = (): Locate => {
  const objects = new Map<ManifestObject, Map<string, Location>>();
  return (object, pointer) => {
    const places = objects.get(object) ?? new Map<string, Location>();
    objects.set(object, places);
    const known = places.get(pointer) ?? object.locate(pointer);
    places.set(pointer, known);
    return known;
  };
};

const identityOf = (rule: Rule, { stable, object, container }: Place, discriminator: string | undefined): string =>
  identityText({ rule: rule.id, place: stable, object: object?.id, container, discriminator });

const placeKey = (location: Location): string => {
  switch (location.kind) {
    case 'source':
      return `${location.line}:${location.column} ${location.pointer ?? ''} ${location.file}`;
    case 'layer':
      return `${location.layer} ${location.path}`;
    case 'config':
      return location.pointer;
  }
};

const findingOf = (
  statement: Statement & { kind: 'problem' },
  { rule, severity, followsStatements }: RuleSetting,
  place: Place,
  fingerprint: Finding['fingerprint'],
): Finding => ({
  rule: rule.id,
  aliases: statement.aliases ? [...new Set([...rule.aliases, ...statement.aliases])] : rule.aliases,
  severity: severity ?? statement.severity ?? rule.severity,
  message: statement.message,
  remediation: statement.remediation ?? rule.remediation,
  subject: place.subject,
  object: place.object?.id,
  container: place.container,
  location: place.location,
  package: undefined,
  vulnerability: undefined,
  patch: statement.patch ?? null,
  fingerprint,
  ownMode: followsStatements ? statement.mode : undefined,
});

const gapOf = (rule: string, statement: Statement & { kind: 'not-evaluated' }, target: Target, change: Change): NotEvaluated => {
  const object = statement.object ?? target.object;
  const container = statement.container ?? (statement.object ? undefined : target.container);
  return {
    rule,
    subject: statement.subject ?? (statement.object ? (change.bundle?.subject ?? target.subject) : target.subject),
    ...(object && { object: object.id }),
    ...(container !== undefined && { container }),
    reason: statement.reason,
  };
};
