import { canonicalJson } from '../model/canonical.ts';
import type { Finding, NotEvaluated } from '../model/finding.ts';
import type { Location } from '../model/location.ts';
import { fingerprintOf, identityText } from './fingerprint.ts';
import { type Place, placeOf, type Target } from './place.ts';
import type { Change, Rule, Statement } from './rule.ts';
import type { RuleSetting } from './setting.ts';

/** What a run has gathered: each problem of a rule once a place, each gap once. */
export type Collection = { readonly findings: Finding[]; readonly notEvaluated: NotEvaluated[] };
export type Collector = Collection & { add(statement: Statement, setting: RuleSetting, target: Target): void };

export const collector = (change: Change): Collector => {
  const findings: Finding[] = [];
  const notEvaluated: NotEvaluated[] = [];
  const seen = new Set<string>();
  const occurrences = new Map<string, number>();
  const isNew = (key: string): boolean => {
    const known = seen.size;
    return seen.add(key).size > known;
  };

  const add = (statement: Statement, setting: RuleSetting, target: Target): void => {
    if (statement.kind === 'not-evaluated') {
      const gap = gapOf(setting.rule.id, statement, target, change);
      if (isNew(canonicalJson(gap))) notEvaluated.push(gap);
      return;
    }
    const place = placeOf(statement, target, change);
    const identity = identityOf(setting.rule, place, statement.discriminator);
    const ofSubject = `${place.subject} ${identity}`;
    if (!isNew(`${ofSubject} ${placeKey(place.location)}`)) return;
    const occurrence = occurrences.get(ofSubject) ?? 0;
    occurrences.set(ofSubject, occurrence + 1);
    findings.push(findingOf(statement, setting, place, fingerprintOf(identity, occurrence)));
  };
  return { findings, notEvaluated, add };
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
  { rule, severity }: RuleSetting,
  place: Place,
  fingerprint: Finding['fingerprint'],
): Finding => ({
  rule: rule.id,
  aliases: statement.aliases ? [...new Set([...rule.aliases, ...statement.aliases])] : rule.aliases,
  severity: severity ?? statement.severity ?? rule.severity,
  message: statement.message,
  remediation: statement.remediation ?? rule.remediation,
  subject: place.subject,
  ...(place.object && { object: place.object.id }),
  ...(place.container !== undefined && { container: place.container }),
  location: place.location,
  patch: statement.patch ?? null,
  fingerprint,
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
