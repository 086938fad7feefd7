import { describe, expect, it } from 'vitest';
import type { ManifestObject } from '../../lib/manifest/object.ts';
import { bundleOfObjects, parseBundle } from '../../lib/manifest/parse.ts';
import { admissionText, whyNotAlone } from '../../lib/rule/alone.ts';
import type { Rule } from '../../lib/rule/rule.ts';
import { runRules } from '../../lib/rule/run.ts';
import { rules } from '../../lib/rule/table.ts';

const ofManifests = rules.filter(({ on }) => ['container', 'workload', 'object', 'bundle'].includes(on));
const objectsOf = (text = ''): readonly ManifestObject[] => parseBundle([{ name: 'a.yaml', text }], 0).objects;
/** Findings, and questions that only other objects could answer, of objects that the rule is asked about. */
const aloneFindings = (rule: Rule, objects: readonly ManifestObject[]) =>
  saidAlone(
    rule,
    objects.filter(({ kind }) => whyNotAlone(rule, kind) === undefined),
  );
const saidAlone = (rule: Rule, objects: readonly ManifestObject[]) =>
  objects.flatMap(({ value }) => {
    const change = { bundle: bundleOfObjects([value], 'admission', 0), images: [], dockerfiles: [], isAlone: true };
    const { findings, notEvaluated } = runRules(change, [{ rule, severity: null, mode: 'enforce', params: {} }]);
    return [...findings, ...notEvaluated];
  });
const isAsked = (rule: Rule): boolean => admissionText(rule).startsWith('Asked');

describe('rules that are asked about one object', () => {
  it.each(ofManifests.filter(isAsked).map((rule) => [rule.id, rule] as const))(
    '%s finds nothing in the objects of its good example taken alone',
    (_id, rule) => {
      expect(aloneFindings(rule, objectsOf(rule.good))).toEqual([]);
    },
  );

  // What it says is about an update, and its test shows one.
  const onCreate = ofManifests.filter((rule) => isAsked(rule) && rule.id !== 'service-account-update');
  it.each(onCreate.map((rule) => [rule.id, rule] as const))('%s finds what is bad in an object alone', (_id, rule) => {
    expect(aloneFindings(rule, objectsOf(rule.bad)).length).toBeGreaterThan(0);
  });

  // The other way round: what needs no other object is asked at admission too.
  it('are all whose answer one object tells, but for four', () => {
    const told = ofManifests
      .filter((rule) => !isAsked(rule))
      .filter((rule) => saidAlone(rule, objectsOf(rule.bad)).length > 0 && saidAlone(rule, objectsOf(rule.good)).length === 0);
    // One object stands for all in their examples; in a cluster others may make up for it, and a Secret there says nothing of where its text is kept.
    expect(told.map(({ id }) => id)).toEqual(['secret-manifest', 'external-secret-store', 'network-policy-dns', 'network-policy-cni']);
  });
});
