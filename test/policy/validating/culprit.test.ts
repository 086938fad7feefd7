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
    ['none, where it is about the pod', '!object.spec.hostNetwork', pod({ hostNetwork: true }), undefined],
    ['none, where containers are needed', 'object.spec.containers.exists(c, c.name == "x")', pod(), undefined],
    ['none, where it is about two together', 'object.spec.containers.size() < 2', pod({ containers: [good, good] }), undefined],
  ])('%s', (_name, expression, object, expected) => {
    expect(pointer(expression, object)).toBe(expected);
  });
});
