import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../lib/model/json.ts';
import type { ForeignSurroundings } from '../../../lib/policy/foreign/surroundings.ts';
import { ask, create, now, outcomeOf, pod, validatingPolicy } from './ask.ts';

const map = (name: string, labels: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'ops', labels },
  data: { key: 'value' },
});
const definition: JsonObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'nameconstraints.rules.example.com' },
  spec: { names: { kind: 'NameConstraint' }, scope: 'Namespaced' },
};
const calls: [string, string, Json | undefined][] = [];
const world: Partial<ForeignSurroundings> = {
  object: (apiVersion, kind, namespace, name) => {
    if (kind === 'CustomResourceDefinition' && name === 'nameconstraints.rules.example.com') return definition;
    if (`${apiVersion} ${kind} ${namespace} ${name}` === 'rules.example.com/v1 NameConstraint ops n') return map('n');
    return `${apiVersion} ${kind} ${namespace} ${name}` === 'v1 ConfigMap ops m' ? map('m') : undefined;
  },
  list: (_apiVersion, kind) => (kind === 'ConfigMap' ? [map('m'), map('n', { app: 'a' })] : undefined),
  call: (method, url, body) => {
    calls.push([method, url, body]);
    return url === 'https://svc/none' ? undefined : { allowed: true };
  },
  globalEntry: (name) => (name === 'entry' ? { items: [1, 2], count: 2 } : undefined),
  imageData: (reference) =>
    reference === 'nginx:1.29' ? { registry: 'index.docker.io', configData: { config: { User: '1' } } } : undefined,
};

describe("Kyverno's libraries answer from what was supplied", () => {
  it.each([
    "resource.Get('v1', 'configmaps', 'ops', 'm').data.key == 'value'",
    "resource.get('v1', 'configmaps', 'ops', 'm').data.key == 'value'",
    "resource.Get(resource.ToGVR('v1', 'ConfigMap'), 'ops', 'm').metadata.name == 'm'",
    "resource.Get('rules.example.com/v1', 'nameconstraints', 'ops', 'n').metadata.name == 'n'",
    "resource.List('v1', 'configmaps', 'ops').items.size() == 2",
    "resource.List('v1', 'configmaps', 'ops').kind == 'ConfigMapList'",
    "resource.List('v1', 'configmaps', 'ops', {'app': 'a'}).items[0].metadata.name == 'n'",
    "resource.Post('authorization.k8s.io/v1', 'subjectaccessreviews', {'spec': {'user': 'a'}}).allowed",
    "http.Get('https://svc/x').body.allowed",
    "http.Get('https://svc/x', {'Accept': 'application/json'}).allowed",
    "http.Get('https://svc/x').statusCode == 200",
    "http.Client('-----BEGIN').Post('https://svc/y', {'a': 1}).body.allowed",
    "globalContext.Get('entry', '').items.size() == 2",
    "globalContext.get('entry', 'count') == 2",
    "globalContext.Get('entry').count == 2",
    "image.GetMetadata('nginx:1.29').config.config.User == '1'",
    "image.getMetadata('nginx:1.29').registry == 'index.docker.io'",
  ])('%s', (expression) => {
    expect(outcomeOf(expression, world)).toBe('pass');
  });

  it('asks for what it would call', () => {
    expect(calls).toContainEqual(['POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', { spec: { user: 'a' } }]);
    expect(calls).toContainEqual(['POST', 'https://svc/y', { a: 1 }]);
  });

  it.each([
    "resource.Get('v1', 'secrets', 'ops', 'none').data.key == 'value'",
    "resource.Get('v1', 'oddities', 'ops', 'm').data.key == 'value'",
    "resource.Get('v1', 'configmaps', 'ops', 'm', ['status']).data.key == 'value'",
    "resource.List('v1', 'secrets', 'ops').items.size() == 0",
    "http.Get('https://svc/none').allowed",
    "http.Put('https://svc/x', {}).allowed",
    "globalContext.Get('none', '').items.size() == 0",
    "globalContext.Get('entry', 'none') == 0",
    "has(image.GetMetadata('nginx:1.28').config)",
    "random('[a-z]') == 'a'",
    "x509.decode('-----BEGIN').Subject == 'a'",
  ])('%s is open', (expression) => {
    expect(outcomeOf(expression, world)).toBe('not-evaluated');
    expect(outcomeOf(`${expression} || true`, world)).toBe('pass');
  });

  it.each([
    "resource.Get('v1')",
    'http.Get(1)',
    'resource.Get(1, 2, 3, 4)',
    "resource.Get('v1', 'configmaps', 'ops', 'none')",
    "json.unmarshal('{')",
    "yaml.parse('a: [')",
    "image('NO')",
  ])('%s is an error or no CEL', (expression) => {
    const judge = () => outcomeOf(`dyn(${expression}) == 1`, world);
    const answer = (() => {
      try {
        return judge();
      } catch (error) {
        return String(error);
      }
    })();
    expect(answer).toMatch(/error|overload/i);
  });

  it('of a namespaced policy sees its namespace', () => {
    const policy = (expression: string) => ({
      ...validatingPolicy({ validations: [{ expression }] }, { namespace: 'ops' }),
      kind: 'NamespacedValidatingPolicy',
    });
    const request = create(pod(), { namespace: 'ops' });
    const kinds = (expression: string) => ask([policy(expression)], request, world)[0]?.kind;
    expect(kinds("resource.Get('v1', 'configmaps', 'm').data.key == 'value'")).toBe('pass');
    expect(kinds("resource.List('v1', 'configmaps').items.size() == 2")).toBe('pass');
  });
});

describe("Kyverno's libraries of values", () => {
  it.each([
    `time.now() == timestamp('${new Date(now).toISOString()}')`,
    `time.truncate(time.now(), duration('1h')) == timestamp('2026-11-27T12:00:00Z')`,
    `time.truncate(timestamp('1969-12-31T23:59:59Z'), duration('1h')) == timestamp('1969-12-31T23:00:00Z')`,
    "time.toCron(timestamp('2026-11-27T12:30:00Z')) == '30 12 27 11 5'",
    "sha256('a') == 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'",
    "hash.sha1('a') == '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8' && md5('a') == '0cc175b9c0f1b6a831c399e269772661'",
    "parseServiceAccount('system:serviceaccount:foo:bar:baz').Name == 'bar:baz'",
    "user.parseServiceAccount('system:serviceaccount:foo:bar').Namespace == 'foo'",
    "parseServiceAccount('else:1').Name == ''",
    `json.unmarshal('{"a": [1, 2]}').a[1] == 2`,
    `json.marshal({'a': 1}) == '{"a":1}'`,
    "yaml.parse('a: [1, 2]').a.size() == 2",
    "listObjToMap([{'n': 'k'}, {'n': 'l'}], [{'d': 1}, {'d': 2}], 'n', 'd')['l'] == 2",
    'math.round(1.255, 1) == 1.3 && math.round(-1.5, 0) == -2.0',
    "isImage('nginx') && !isImage('NGINX') && !isImage('')",
    "image('nginx').registry() == 'index.docker.io' && image('nginx').repository() == 'library/nginx'",
    "image('docker.io/a/b:1').registry() == 'index.docker.io' && image('localhost/ab').registry() == 'localhost'",
    "parseImageReference('ghcr.io:443/a/b:1.2').registry() == 'ghcr.io:443'",
    "image('nginx').tag() == 'latest' && image('nginx').identifier() == 'latest' && !image('nginx').containsDigest()",
    `image('a/b:1@sha256:${'0'.repeat(64)}').containsDigest() && image('a/b:1@sha256:${'0'.repeat(64)}').tag() == ''`,
    `image('a/b:1@sha256:${'0'.repeat(64)}').identifierWithSeparator() == ':1@sha256:${'0'.repeat(64)}'`,
  ])('%s', (expression) => {
    expect(outcomeOf(expression)).toBe('pass');
  });
});

describe('an entry of the global context among the documents', () => {
  const entry = (spec: JsonObject): JsonObject => ({
    apiVersion: 'kyverno.io/v2alpha1',
    kind: 'GlobalContextEntry',
    metadata: { name: 'maps' },
    spec,
  });
  const count = {
    projections: [
      { name: 'count', jmesPath: 'items | length(@)' },
      { name: 'all', jmesPath: 'length(@)' },
    ],
  };
  const kinds = (spec: JsonObject, expression: string, parts = world) =>
    ask([validatingPolicy({ validations: [{ expression }] }), entry({ ...spec, ...count })], create(pod()), parts)[0]?.kind;
  const path = { apiCall: { urlPath: '/api/v1/namespaces/ops/configmaps' } };
  const resource = { kubernetesResource: { group: '', version: 'v1', resource: 'configmaps', namespace: 'ops' } };

  it('is what its path or its resource comes to, and its projections of that', () => {
    const known = { list: world.list ?? (() => undefined) };
    expect(kinds(path, "globalContext.Get('maps', 'count') == 2", known)).toBe('pass');
    expect(kinds(path, "globalContext.Get('maps', '').items[0].metadata.name == 'm'", known)).toBe('pass');
    expect(kinds(resource, "globalContext.Get('maps', 'all') == 2", known)).toBe('pass');
    expect(kinds(path, "globalContext.Get('maps', 'count') == 2", {})).toBe('not-evaluated');
    expect(kinds(path, "globalContext.Get('other', 'count') == 2", known)).toBe('not-evaluated');
  });
});
