import { describe, expect, it } from 'vitest';
import { sha256 } from '../../lib/model/digest.ts';
import type { Subject } from '../../lib/model/subject.ts';
import type { JudgedFinding, Verdict } from '../../lib/model/verdict.ts';
import { diffVerdicts } from '../../lib/verdict/diff.ts';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { findingOf, imageEvidence, inputOf, waiverOf } from './input.ts';

const image = (content: string, repository = 'registry.example/shop/api'): Subject => ({
  kind: 'image',
  ref: `${repository}:1`,
  digest: sha256(content),
  repository,
  platform: { os: 'linux', architecture: 'amd64' },
});
const empty = evaluate(inputOf({ evidence: [imageEvidence()] }));
const verdict = (subject: Subject, findings: readonly JudgedFinding[], more: Partial<Verdict> = {}): Verdict => ({
  ...empty,
  notEvaluated: [],
  subjects: [subject],
  findings,
  ...more,
});
const gaps = (...reasons: readonly string[]): Verdict['notEvaluated'] =>
  reasons.map((reason) => ({ rule: 'vulnerability', subject: 0, reason }));
const finding = (id: string, more: Partial<JudgedFinding> = {}): JudgedFinding => ({
  ...findingOf({
    rule: 'vulnerability',
    aliases: [id],
    package: { purl: `pkg:deb/debian/${id}@1`, name: id, version: '1', fixedIn: null },
  }),
  fingerprint: sha256(id),
  mode: 'enforce',
  effect: 'deny',
  waiver: null,
  ...more,
});
const { id, reason, author, origin } = waiverOf({ rule: 'a' });
const waived = finding('a', { waiver: { id, reason, author, origin }, effect: 'none' });
const published = finding('a', { vulnerability: { id: 'a', published: '2026-11-30T00:00:00Z' } });
const misconfiguration = finding('a', { rule: 'image-user' });
const vulnerabilityGap = [{ rule: 'vulnerability', subject: 0, reason: 'no feed' }];

describe('diffVerdicts', () => {
  it.each<[string, string, Verdict, Verdict]>([
    ['new in new content', 'introduced content-changed', verdict(image('1'), []), verdict(image('2'), [finding('a')])],
    ['new in the same content', 'newly-disclosed same-content', verdict(image('1'), []), verdict(image('1'), [finding('a')])],
    ['published after the older verdict', 'newly-disclosed published-since', verdict(image('1'), []), verdict(image('2'), [published])],
    ['new, and no vulnerability', 'introduced content-changed', verdict(image('1'), []), verdict(image('2'), [misconfiguration])],
    ['of a new subject', 'introduced subject-new', verdict(image('1', 'a/b'), []), verdict(image('1'), [finding('a')])],
    ['gone with other content', 'fixed content-changed', verdict(image('1'), [finding('a')]), verdict(image('2'), [])],
    ['gone from the same content', 'no-longer-observed same-content', verdict(image('1'), [finding('a')]), verdict(image('1'), [])],
    [
      'gone with the policy',
      'no-longer-observed policy-changed',
      verdict(image('1'), [finding('a')]),
      verdict(image('1'), [], { policy: { name: 'other', digest: sha256('other') } }),
    ],
    [
      'gone because nobody could look',
      'no-longer-observed not-evaluated',
      verdict(image('1'), [finding('a')]),
      verdict(image('2'), [], { notEvaluated: vulnerabilityGap }),
    ],
    [
      'gone where the same could not be looked up before either',
      'fixed content-changed',
      verdict(image('1'), [finding('a')], { notEvaluated: gaps('no records for npm (54 packages)', 'end of life') }),
      verdict(image('2'), [], { notEvaluated: gaps('no records for npm (1 package)', 'end of life') }),
    ],
    [
      'gone where something else cannot be looked up',
      'no-longer-observed not-evaluated',
      verdict(image('1'), [finding('a')], { notEvaluated: gaps('no records for npm (54 packages)') }),
      verdict(image('2'), [], { notEvaluated: gaps('no records for npm (54 packages)', 'no records for Debian (2 packages)') }),
    ],
    ['gone with its subject', 'no-longer-observed subject-gone', verdict(image('1', 'a/b'), [finding('a')]), verdict(image('1'), [])],
    ['waived since', 'waived waiver-added', verdict(image('1'), [finding('a')]), verdict(image('1'), [waived])],
    ['not waived any more', 'still-there waiver-ended', verdict(image('1'), [waived]), verdict(image('1'), [finding('a')])],
    ['still there in a new build', 'still-there unchanged', verdict(image('1'), [finding('a')]), verdict(image('2'), [finding('a')])],
  ])('%s: %s', (_, expected, before, after) => {
    const { entries, counts } = diffVerdicts(before, after);
    expect(entries.map(({ status, reason: why }) => `${status} ${why}`)).toEqual([expected]);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  it('with the packages of now tells an issue that was taken back from one that was fixed', () => {
    const statusWith = (...purls: readonly string[]) =>
      diffVerdicts(verdict(image('1'), [finding('a')]), verdict(image('2'), []), { packagesAfter: new Set(purls) }).entries.map(
        ({ status, reason }) => `${status} ${reason}`,
      );
    expect(statusWith('pkg:deb/debian/a@1')).toEqual(['no-longer-observed package-still-there']);
    expect(statusWith('pkg:deb/debian/a@2')).toEqual(['fixed content-changed']);
  });

  it('with the packages of before tells a new package from a new issue of an old one', () => {
    const statuses = (packages: readonly string[]) =>
      diffVerdicts(verdict(image('1'), []), verdict(image('2'), [published]), { packagesBefore: new Set(packages) }).entries.map(
        ({ status }) => status,
      );
    expect(statuses(['pkg:deb/debian/a@1'])).toEqual(['newly-disclosed']);
    expect(statuses(['pkg:deb/debian/a@0.9'])).toEqual(['introduced']);
  });

  it('of a verdict with itself shows nothing new and nothing gone', () => {
    const one = verdict(image('1'), [finding('a'), finding('b')]);
    expect(diffVerdicts(one, one).counts).toMatchObject({ 'still-there': 2, introduced: 0, fixed: 0, 'no-longer-observed': 0 });
  });
});
