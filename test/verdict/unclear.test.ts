import { expect, it } from 'vitest';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { manifestEvidence } from '../../lib/verdict/evidence.ts';
import { inputOf, policyOf } from './input.ts';

const gapsOf = (text: string) => {
  const policy = policyOf({ packs: [{ pack: 'baseline' }] });
  const { notEvaluated } = evaluate(inputOf({ evidence: [manifestEvidence([{ name: 'a.yaml', text }])], policy }));
  return notEvaluated.map(({ rule, object, reason }) => [rule, object, reason]);
};

it.each([
  ['containers of a wrong type', 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: 5}', 'v1/Pod/x', 'no containers'],
  ['no spec', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}', 'apps/v1/Deployment/x', 'no containers'],
  ['no version', 'kind: Pod\nspec: {containers: [{name: a, image: b}]}', 'Pod', 'no apiVersion'],
])('says of a workload with %s that it was not judged', (_name, text, object, reason) => {
  expect(gapsOf(text)).toEqual([['manifest-content', object, expect.stringContaining(reason)]]);
});

it.each([
  ['a pod that can be read', 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: a, image: b}]}'],
  ['an object that runs nothing', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}'],
])('says nothing of %s', (_name, text) => {
  expect(gapsOf(text)).toEqual([]);
});
