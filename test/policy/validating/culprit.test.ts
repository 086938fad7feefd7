import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/model/json.ts';
import { ask, create, pod, validatingPolicy, workload } from './ask.ts';

const container = (name: string, image: string): JsonObject => ({ name, image });
const [good, bad] = [container('good', 'nginx:1.29'), container('bad', 'nginx:latest')];
const pointer = (expression: string, object: JsonObject) =>
  ask([validatingPolicy({ validations: [{ expression }] })], create(object)).map((result) => result.pointer)[0];
const latest = "object.spec.containers.all(c, !c.image.endsWith(':latest'))";
const both = "(object.spec.containers + object.spec.?initContainers.orValue([])).all(c, !c.image.endsWith(':latest'))";

describe('the container that a policy fails for', () => {
  it.each([
    ['of a pod', latest, pod({ containers: [good, bad] }), '/spec/containers/1'],
    ['the first of two', latest, pod({ containers: [bad, good, bad] }), '/spec/containers/0'],
    ['an init container', both, pod({ containers: [good], initContainers: [good, bad] }), '/spec/initContainers/1'],
    [
      'of a Deployment',
      latest,
      workload('Deployment', { template: { spec: { containers: [good, bad] } } }),
      '/spec/template/spec/containers/1',
    ],
    [
      'of a CronJob',
      latest,
      workload('CronJob', { jobTemplate: { spec: { template: { spec: { containers: [bad] } } } } }),
      '/spec/jobTemplate/spec/template/spec/containers/0',
    ],
    ['none, where it is about the pod', '!object.spec.hostNetwork', pod({ hostNetwork: true }), '/spec/hostNetwork'],
    ['none, where containers are needed', 'object.spec.containers.exists(c, c.name == "x")', pod(), '/spec/containers'],
    ['none, where it is about two together', 'object.spec.containers.size() < 2', pod({ containers: [good, good] }), '/spec/containers'],
  ])('%s', (_name, expression, object, expected) => {
    expect(pointer(expression, object)).toBe(expected);
  });
});

describe('the part of the object that a policy asks about', () => {
  const place = (expression: string, variables: JsonObject[] = []) =>
    ask([validatingPolicy({ validations: [{ expression: `(${expression}) && false` }], variables })], create(pod()))[0]?.pointer;
  it.each([
    ['has(object.metadata.labels) && "a/b" in object.metadata.labels', '/metadata/labels'],
    ["object.metadata.?labels[?'a/b'].orValue('') != 'x'", '/metadata/labels/a~1b'],
    ['object.spec.containers[0].image != ""', '/spec/containers/0/image'],
    ['object.spec.containers[size(object.spec.containers) - 1].image != ""', '/spec/containers'],
    ['has(object.spec.containers) || object.spec.hostNetwork', '/spec'],
    ['has(object.metadata.name) || has(object.spec)', undefined],
    ['request.name != ""', undefined],
    ['variables.all.size() > 0', '/spec/containers'],
    ['variables.twice > 0', '/spec/containers'],
  ])('%s: %s', (expression, expected) => {
    const all = { name: 'all', expression: 'object.spec.containers' };
    expect(place(expression, [all, { name: 'twice', expression: 'variables.all.size() + variables.all.size()' }])).toBe(expected);
  });
});
