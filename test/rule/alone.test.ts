import { describe, expect, it } from 'vitest';
import type { ManifestObject } from '../../lib/manifest/object.ts';
import { bundleOfObjects, parseBundle } from '../../lib/manifest/parse.ts';
import { judgesAlone, type Rule } from '../../lib/rule/rule.ts';
import { runRules } from '../../lib/rule/run.ts';
import { rules } from '../../lib/rule/table.ts';

const ofManifests = rules.filter(({ on }) => ['container', 'workload', 'object', 'bundle'].includes(on));
const objectsOf = (text = ''): readonly ManifestObject[] => parseBundle([{ name: 'a.yaml', text }], 0).objects;
/** Findings, and questions that only other objects could answer. */
const aloneFindings = (rule: Rule, objects: readonly ManifestObject[]) =>
  objects.flatMap(({ value }) => {
    const change = { bundle: bundleOfObjects([value], 'admission', 0), images: [], dockerfiles: [] };
    const { findings, notEvaluated } = runRules(change, [{ rule, severity: null, mode: 'enforce', params: {} }]);
    return [...findings, ...notEvaluated];
  });

describe('rules that are asked about one object', () => {
  it.each(ofManifests.filter(judgesAlone).map((rule) => [rule.id, rule] as const))(
    '%s finds nothing in the objects of its good example taken alone',
    (_id, rule) => {
      expect(aloneFindings(rule, objectsOf(rule.good))).toEqual([]);
    },
  );

  it.each(ofManifests.filter((rule) => rule.on === 'bundle' && judgesAlone(rule)).map((rule) => [rule.id, rule] as const))(
    '%s, a rule over bundles, finds what is bad in an object alone',
    (_id, rule) => {
      expect(aloneFindings(rule, objectsOf(rule.bad)).length).toBeGreaterThan(0);
    },
  );
});
