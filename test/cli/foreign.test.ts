import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plimsoll } from './bundle.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-foreign-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, text: string): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};
const policies = ['--policy', 'examples/policies'];
const json = async (...words: string[]) => JSON.parse((await plimsoll(['check', ...words, '--format', 'json'])).stdout);

describe('plimsoll check with policies of Kyverno and Kubernetes', () => {
  it('finds at the line of the member, says what was not known, and how to supply it', async () => {
    const ran = await plimsoll(['check', 'examples/shop', ...policies]);
    expect(ran.status).toBe(1);
    expect(ran.stdout).toContain('examples/shop/deployment.yaml:22:11, container web');
    expect(ran.stdout).toContain('the labels of the namespace production are not known');
    expect(ran.stderr).toContain('--cluster <file|folder>');
    const told = await plimsoll(['check', 'examples/shop-fixed', ...policies, '--cluster', 'examples/cluster', '--quiet']);
    expect(told).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('has the same verdict by the one document that show prints', async () => {
    const shown = await plimsoll(['policy', 'show', 'examples/policies']);
    const one = put('one.json', shown.stdout);
    const [a, b] = [await json('examples/shop', ...policies), await json('examples/shop', '--policy', one)];
    expect(b.findings).toEqual(a.findings);
    expect(b.policy).toEqual(a.policy);
    expect(a.findings.map(({ rule, effect }: { rule: string; effect: string }) => [rule, effect])).toEqual([
      ['kubernetes/replicas', 'deny'],
      ['kyverno/pinned-images/probes', 'none'],
      ['kyverno/pinned-images/not-latest', 'deny'],
    ]);
  });

  it('knows the Namespace and the ConfigMap of the change itself', async () => {
    const { decision, notEvaluated } = await json('examples/shop-fixed', 'examples/cluster', ...policies);
    expect([decision, notEvaluated]).toEqual(['allow', []]);
  });

  it('judges in the namespace that --namespace names', async () => {
    const pod = put(
      'pod.yaml',
      'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: "other.example.com/a:1" }] }\n',
    );
    const where = async (namespace: string) =>
      (await json(pod, ...policies, '--cluster', 'examples/cluster', '--namespace', namespace)).findings.map(
        ({ rule }: { rule: string }) => rule,
      );
    expect(await where('production')).toContain('kyverno/registries/allowed');
    expect((await plimsoll(['check', pod, ...policies, '--cluster', 'examples/cluster', '--namespace', 'elsewhere'])).stdout).toContain(
      'the labels of the namespace elsewhere are not known',
    );
  });

  it('ends with 2 and the places of every file that is wrong', async () => {
    put(
      'bad/a.yaml',
      'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: { name: a }\nspec:\n  rules:\n    - name: r\n      mach: {}\n',
    );
    put(
      'bad/sub/b.yaml',
      'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: { name: b }\nspec:\n  matchConstraints: { resourceRules: [{ apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods] }] }\n  validations:\n    - expression: object.spec.\n',
    );
    put('bad/.hidden/c.yaml', 'a: [');
    const ran = await plimsoll(['check', 'examples/shop', '--policy', join(folder, 'bad')]);
    expect([ran.status, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toContain(`${join(folder, 'bad/a.yaml')}:7:7: nothing is named "mach" here (did you mean match?)`);
    expect(ran.stderr).toContain(`${join(folder, 'bad/sub/b.yaml')}:7:7: `);
    const linted = await plimsoll(['policy', 'lint', join(folder, 'bad')]);
    expect([linted.status, linted.stdout.split('\n').length]).toEqual([2, ran.stderr.split('\n').length - 1]);
  });

  it.each([
    ['a folder without a file', () => dirname(put('empty/notes.md', 'nothing')), /there is no \.yaml, \.yml or \.json file/],
    ['a folder of manifests', () => 'examples/shop-fixed', /neither Policy nor PolicyMapping|no policy is here/],
    ['what is not there', () => join(folder, 'nowhere'), /neither a built-in policy nor a file or folder/],
  ])('ends with 2 for %s', async (_what, path, message) => {
    const ran = await plimsoll(['check', 'examples/shop', '--policy', path()]);
    expect(ran.status).toBe(2);
    expect(ran.stderr).toMatch(message);
  });

  it('says what of a folder does not judge, and what of --cluster cannot be read', async () => {
    const made = put(
      'made/a.yaml',
      'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: { name: a }\nspec: { rules: [{ name: r, match: { any: [{ resources: { kinds: [Pod] } }] }, validate: { deny: {} } }] }\n---\napiVersion: kyverno.io/v2\nkind: ClusterCleanupPolicy\nmetadata: { name: tidy }\nspec: {}\n',
    );
    expect((await plimsoll(['check', 'examples/shop-fixed', '--policy', made])).stderr).toContain(
      'ClusterCleanupPolicy tidy does not judge',
    );
    const broken = put('cluster/a.yaml', 'kind: ConfigMap\n---\na: [\n');
    const ran = await plimsoll(['check', 'examples/shop', ...policies, '--cluster', broken]);
    expect(ran.status).toBe(2);
    expect(ran.stderr).toMatch(/cluster\/a\.yaml:\d+:\d+/);
  });

  it('goes through every form of report', async () => {
    for (const format of [
      'text',
      'json',
      'sarif',
      'github',
      'junit',
      'markdown',
      'html',
      'csv',
      'gitlab',
      'gitlab-code-quality',
      'policyreport',
    ]) {
      const ran = await plimsoll(['check', 'examples/shop', ...policies, '--format', format]);
      expect([format, ran.status]).toEqual([format, 1]);
      // GitLab's container scanning has no place for what is no vulnerability.
      if (format !== 'gitlab') expect(ran.stdout).toContain('kyverno/pinned-images/not-latest');
    }
  });
});
