import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plimsoll } from './bundle.ts';

type Found = { rule: string; location: { file: string; line: number }; message: string };

let folder = '';
const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const judged = async (command: string, ...more: string[]): Promise<{ status: number | null; at: string[]; subjects: string[] }> => {
  const { stdout, status } = await plimsoll([command, folder, '--rules', 'all', '--format', 'json', ...more]);
  const { findings, subjects } = JSON.parse(stdout);
  return {
    status,
    at: findings.map(({ rule, location }: Found) => `${rule} ${location.file.slice(folder.length + 1)}:${location.line}`),
    subjects: subjects.map(({ kind }: { kind: string }) => kind),
  };
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-fs-'));
  put('.gitignore', 'node_modules/\n.env\n');
  put('package.json', '{"name": "x"}\n');
  put('tool.py', 'from os import path\n');
  put('settings.env', 'A=b\nDB_PASSWORD=Tr0ub4dor-and-3\n');
  put('.env', 'A=b\n');
  put('node_modules/a/index.js', 'x');
  put('k8s/pod.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  hostPID: true\n  containers: [{name: c, image: a:1}]\n');
  put('compose.yaml', 'services:\n  web:\n    image: a:1\n    privileged: true\n');
  put('Dockerfile', 'FROM debian:12-slim\nCOPY . .\n');
  put('Dockerfile.dockerignore', 'node_modules\n');
  put('web/Dockerfile', 'FROM debian:12-slim\nCOPY . .\n');
  put('web/.dockerignore', '*\n');
  put('chart/Chart.yaml', 'apiVersion: v2\nname: x\n');
  put('chart/templates/a.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .x }}}\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('plimsoll fs', () => {
  it('judges everything that a repository holds, and nothing that git ignores', async () => {
    const { at, subjects, status } = await judged('fs');
    expect(status).toBe(1);
    expect(subjects).toEqual(['manifests', 'dockerfile', 'dockerfile']);
    expect(at).toEqual(
      expect.arrayContaining(['host-pid k8s/pod.yaml:5', 'compose-privileged compose.yaml:4', 'repository-secret settings.env:2']),
    );
    expect(at.filter((text) => text.includes('tool.py') || text.includes('node_modules'))).toEqual([]);
  });

  it("looks for a team's own kinds of secret", async () => {
    const own = mkdtempSync(join(tmpdir(), 'plimsoll-fs-rules-'));
    const rules = join(own, '..', `${basename(own)}.json`);
    writeFileSync(rules, '{"rules": [{"id": "acme-token", "title": "ACME token", "literals": ["acme_"], "pattern": "acme_[a-z0-9]{8}"}]}');
    writeFileSync(join(own, 'notes.txt'), 'first\nacme_q7w8e9r0\n');
    const rulesFound = async (env: NodeJS.ProcessEnv): Promise<string[]> => {
      const { stdout } = await plimsoll(['fs', own, '--rules', 'all', '--format', 'json'], { env });
      return JSON.parse(stdout).findings.map(({ rule, location }: Found) => `${rule} ${location.line}`);
    };
    expect([await rulesFound({}), await rulesFound({ PLIMSOLL_SECRET_RULES: rules })]).toEqual([[], ['repository-secret 2']]);
    rmSync(own, { recursive: true });
    rmSync(rules);
  });

  it('knows what the builder is given: ignored by git is not ignored by the builder', async () => {
    const { at } = await judged('fs');
    expect(at).toContain('df-context-secret Dockerfile:2');
    expect(
      at.filter((text) => text.startsWith('df-context') || text.startsWith('df-copy-context')).some((text) => text.includes('web/')),
    ).toBe(false);
  });

  it.each([
    ['cyclonedx', 'bomFormat', 'CycloneDX'],
    ['spdx', 'spdxVersion', 'SPDX-2.3'],
  ])('lists the packages of lock files as %s, by paths below the folder', async (format, member, value) => {
    const { stdout } = await plimsoll(['fs', 'examples/storefront', '--format', format]);
    expect(JSON.parse(stdout)[member]).toBe(value);
    expect(stdout).toContain('pkg:npm/ms@2.0.0');
    expect(stdout).not.toContain('examples/storefront');
  });

  it('writes the other reports too, beside a bill of materials', async () => {
    const csv = join(folder, 'findings.csv');
    const { stdout } = await plimsoll(['fs', 'examples/storefront', '--format', 'spdx', '--report', `csv=${csv}`]);
    expect(JSON.parse(stdout).spdxVersion).toBe('SPDX-2.3');
    expect(readFileSync(csv, 'utf8')).toContain('df-');
    expect((await plimsoll(['fs', 'examples/storefront', '--format', 'spdx', '--report', 'nonsense'])).status).toBe(2);
  });

  it('says a secret of a Compose file once', async () => {
    const { stdout } = await plimsoll(['fs', 'examples/storefront', '--rules', 'all', '--format', 'json']);
    const rules = JSON.parse(stdout).findings.flatMap(({ rule, location }: Found) =>
      location.file?.endsWith('compose.yaml') && rule.includes('secret') ? [rule] : [],
    );
    expect(rules).toEqual(['compose-secret-env']);
  });

  it('refuses a commit that git does not know, and a folder that is not there', async () => {
    expect((await plimsoll(['fs', folder, '--since', 'nowhere'])).status).toBe(2);
    expect((await plimsoll(['fs', join(folder, 'nowhere')])).status).toBe(2);
  });
});

describe('plimsoll check of a folder', () => {
  it('takes what is for it, and the build context', async () => {
    rmSync(join(folder, 'chart'), { recursive: true });
    const { at, status } = await judged('check');
    expect(status).toBe(1);
    expect(at).toEqual(
      expect.arrayContaining(['host-pid k8s/pod.yaml:5', 'compose-privileged compose.yaml:4', 'df-context-secret Dockerfile:2']),
    );
  });

  it('reads the ignore file beside a single Dockerfile', async () => {
    const { stdout } = await plimsoll(['check', join(folder, 'Dockerfile'), '--rules', 'all', '--format', 'json']);
    const found = JSON.parse(stdout).findings.filter(({ rule }: Found) => rule === 'df-copy-context');
    expect(found).toMatchObject([{ location: { line: 2 } }]);
    expect(found[0].message).not.toContain('node_modules');
  });
});
