import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../lib/model/json.ts';
import type { ForeignSurroundings } from '../../../../lib/policy/foreign/surroundings.ts';
import { creating, judge, knowing, pod, policyOf, ruleOf } from '../ask.ts';

/** What a variable of a context comes to: its value as JSON, or what the rule says for want of it. */
const comesTo = (entries: readonly JsonObject[], known: Partial<ForeignSurroundings> = {}): Json => {
  const conditions = { any: [{ key: '{{ to_string(v) }}', operator: 'NotEquals', value: 'never', message: '{{ to_string(v) }}' }] };
  const rule = ruleOf({ message: '{{ to_string(v) }}', deny: { conditions } }, { context: entries });
  const [result] = judge([policyOf([rule])], creating(pod({ n: 3 })), knowing(known));
  return result?.kind === 'fail' ? (result.message.split(' (')[0] ?? '') : (result?.kind ?? 'nothing');
};

describe('a context entry', () => {
  const config = { metadata: { name: 'c' }, data: { key: 'text' } };
  it.each<[string, JsonObject, Partial<ForeignSurroundings>, string]>([
    ['variable: a value', { variable: { value: 'x' } }, {}, 'x'],
    ['variable: a query', { variable: { jmesPath: 'request.object.spec.n' } }, {}, '3'],
    ['variable: a query of a value', { variable: { value: { a: [1, 2] }, jmesPath: 'a[1]' } }, {}, '2'],
    ['variable: a query of a list', { variable: { value: [1, 2], jmesPath: '[1]' } }, {}, '2'],
    ['variable: a default', { variable: { jmesPath: 'request.object.none', default: 'd' } }, {}, 'd'],
    ['variable: nothing', { variable: { jmesPath: 'request.object.none' } }, {}, 'error'],
    [
      'configMap',
      { configMap: { name: 'c', namespace: 'n' } },
      { object: (_v, _k, ns) => (ns === 'n' ? config : undefined) },
      JSON.stringify({ data: { key: 'text' }, metadata: { name: 'c' } }),
    ],
    ['configMap: unknown', { configMap: { name: 'c', namespace: 'n' } }, {}, 'not-evaluated'],
    [
      'apiCall: a list',
      { apiCall: { urlPath: '/api/v1/namespaces/{{ request.namespace }}/services', jmesPath: 'length(items)' } },
      { list: (_v, kind, ns) => (kind === 'Service' && ns === 'shop' ? [{}, {}] : undefined) },
      '2',
    ],
    [
      'apiCall: an object',
      { apiCall: { urlPath: '/apis/apps/v1/namespaces/a/deployments/b', jmesPath: 'kind' } },
      { object: (_v, kind, ns, name) => ({ kind: `${kind} ${ns} ${name}` }) },
      'Deployment a b',
    ],
    [
      'apiCall: a namespace',
      { apiCall: { urlPath: '/api/v1/namespaces/a', jmesPath: 'kind' } },
      { object: (_v, kind, ns, name) => ({ kind: `${kind} ${ns} ${name}` }) },
      'Namespace  a',
    ],
    [
      'apiCall: as told',
      { apiCall: { urlPath: '/x', jmesPath: 'a' } },
      { call: (method, url) => (method === 'GET' && url === '/x' ? { a: 'told' } : undefined) },
      'told',
    ],
    [
      'apiCall: a body',
      { apiCall: { method: 'POST', service: { url: 'http://x' }, data: [{ key: 'k', value: '{{ request.namespace }}' }] } },
      { call: (_m, _u, body) => body },
      '{"k":"shop"}',
    ],
    ['apiCall: unknown', { apiCall: { urlPath: '/api/v1/services', default: 'd' } }, {}, 'not-evaluated'],
    ['apiCall: of a kind nobody knows', { apiCall: { urlPath: '/apis/x.io/v1/things' } }, { list: () => [] }, 'not-evaluated'],
    ['imageRegistry', { imageRegistry: { reference: 'a:1', jmesPath: 'user' } }, { imageData: (ref) => ({ user: ref }) }, 'a:1'],
    ['imageRegistry: unknown', { imageRegistry: { reference: 'a:1' } }, {}, 'not-evaluated'],
    ['globalReference', { globalReference: { name: 'g', jmesPath: '[0]' } }, { globalEntry: (name) => [`${name}!`] }, 'g!'],
    ['globalReference: unknown', { globalReference: { name: 'g' } }, {}, 'not-evaluated'],
    [
      'what the caller sets in place of it',
      { configMap: { name: 'c' } },
      { variable: (policy, rule, name) => `${policy}/${rule}/${name}` },
      'p/r/v',
    ],
    ['of no known kind', { fromTheMoon: {} }, {}, 'error'],
  ])('%s', (_name, entry, known, expected) => {
    expect(comesTo([{ name: 'v', ...entry }], known)).toBe(expected);
  });

  it('may ask for those before it, and for one of its own name', () => {
    const first = { name: 'v', variable: { value: 'a' } };
    expect(comesTo([first, { name: 'v', variable: { jmesPath: "join('', [v, 'b'])" } }])).toBe('ab');
  });

  it('is not fetched when nothing asks for it', () => {
    let asked = 0;
    const configMap = { name: 'unused', configMap: { name: 'c' } };
    const object = () => {
      asked += 1;
      return undefined;
    };
    comesTo([configMap, { name: 'v', variable: { value: 'x' } }], { object });
    expect(asked).toBe(0);
  });

  it('tells of images of other kinds where the rule says where they are', () => {
    const task = {
      apiVersion: 'tekton.dev/v1',
      kind: 'Task',
      metadata: { name: 't' },
      spec: {
        steps: [
          { name: 'a', image: 'r.io/x:1' },
          { name: 'b', image: 'y' },
        ],
      },
    };
    const told = (extractor: JsonObject, key: string) => {
      const rule = ruleOf(
        { message: `{{ images.${key} }}`, deny: {} },
        { match: { any: [{ resources: { kinds: ['Task'] } }] }, imageExtractors: { Task: [extractor] } },
      );
      return judge([policyOf([rule])], creating(task))[0]?.message;
    };
    expect(told({ path: '/spec/steps/*/image' }, 'custom."/spec/steps/0/image".registry')).toBe('r.io');
    expect(told({ path: '/spec/steps/*', value: 'image', key: 'name', name: 'steps' }, 'steps.b.reference')).toBe('docker.io/y:latest');
    expect(told({ path: '/spec/steps/*/image', key: 'name', jmesPath: "join('', ['z/', @])" }, 'custom.b.path')).toBe('z/y');
  });

  it('tells of images by list and container', () => {
    const images = (image: string) => {
      const rule = ruleOf({ message: '{{ to_string(images.containers.c) }}', deny: {} });
      return JSON.parse(judge([policyOf([rule])], creating(pod({ containers: [{ name: 'c', image }] })))[0]?.message ?? '');
    };
    expect(images('nginx')).toMatchObject({
      registry: 'docker.io',
      path: 'nginx',
      name: 'nginx',
      tag: 'latest',
      reference: 'docker.io/nginx:latest',
    });
    expect(images('r.io:5000/a/b:1')).toMatchObject({
      registry: 'r.io:5000',
      path: 'a/b',
      name: 'b',
      tag: '1',
      jsonPointer: '/spec/containers/0/image',
    });
    const digest = `sha256:${'a'.repeat(64)}`;
    expect(images(`r.io/a@${digest}`)).toMatchObject({ digest, reference: `r.io/a@${digest}` });
  });
});
