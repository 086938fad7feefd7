import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/model/json.ts';
import { ask, create, now, pod, validatingPolicy, workload } from './ask.ts';

const exception = (spec: JsonObject, policyRefs: JsonObject[] = [{ name: 'v', kind: 'ValidatingPolicy' }]): JsonObject => ({
  apiVersion: 'policies.kyverno.io/v1',
  kind: 'PolicyException',
  metadata: { name: 'e', namespace: 'web' },
  spec: { policyRefs, ...spec },
});
const fails = validatingPolicy({ validations: [{ expression: 'false', message: 'no' }] });
const named = (name: string) => ({ matchConditions: [{ name: 'n', expression: `object.metadata.name == '${name}'` }] });
const at = (time: number) => new Date(time).toISOString();

describe('an exception to a ValidatingPolicy', () => {
  it.each([
    ['takes out what its conditions hold for', exception(named('p')), 'skip'],
    ['and nothing else', exception(named('q')), 'fail'],
    ['takes out everything without conditions', exception({}), 'skip'],
    ['of another policy', exception({}, [{ name: 'w', kind: 'ValidatingPolicy' }]), 'fail'],
    ['of a policy of another kind', exception({}, [{ name: 'v', kind: 'ImageValidatingPolicy' }]), 'fail'],
    ['may pass', exception({ reportResult: 'pass' }), 'pass'],
    ['that is over', exception({ expiresAt: at(now) }), 'fail'],
    ['that is not over', exception({ expiresAt: at(now + 1_000) }), 'skip'],
    ['that cannot be evaluated', exception({ matchConditions: [{ name: 'n', expression: 'object.none' }] }), 'error'],
    [
      'that asks who it is',
      exception({ matchConditions: [{ name: 'n', expression: "request.userInfo.username == 'a'" }] }),
      'not-evaluated',
    ],
    ['that allows images asks the policy', exception({ images: ['nginx:1.29'] }), 'fail'],
  ])('%s', (_name, document, kind) => {
    expect(ask([fails, document], create(pod()))[0]?.kind).toBe(kind);
  });

  const registry = validatingPolicy({
    validations: [{ expression: "object.spec.containers.all(c, c.image.startsWith('own/') || c.image in exceptions.allowedImages)" }],
  });
  it('tells the policy what it allows, for pod controllers too', () => {
    const allows = exception({ images: ['nginx:1.29'], allowedValues: ['a'] });
    const deployment = workload('Deployment', { template: { spec: { containers: [{ name: 'c', image: 'nginx:1.29' }] } } });
    expect(ask([registry, allows], create(pod()))[0]?.kind).toBe('pass');
    expect(ask([registry, allows], create(deployment))[0]?.kind).toBe('pass');
    expect(ask([registry], create(deployment))[0]?.kind).toBe('fail');
    expect(ask([registry, exception({ images: ['other'] })], create(pod()))[0]?.kind).toBe('fail');
  });
});
