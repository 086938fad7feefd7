import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plimsoll } from './bundle.ts';

type Found = { rule: string; aliases: string[]; message: string; location: { file: string; line: number }; package?: { fixedIn: string } };

const lock = {
  name: 'x',
  lockfileVersion: 3,
  packages: {
    '': { name: 'x' },
    'node_modules/ms': { version: '2.0.0', integrity: 'sha512-x' },
    'node_modules/left-pad': { version: '1.3.0', dev: true },
  },
};
const advisory = {
  id: 'GHSA-test-0001',
  modified: '2026-01-01T00:00:00Z',
  published: '2026-01-01T00:00:00Z',
  aliases: ['CVE-2026-0001'],
  summary: 'ms counts wrongly',
  affected: [
    { package: { ecosystem: 'npm', name: 'ms' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2.1.3' }] }] },
  ],
};

let root = '';
const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const judged = async (...more: string[]) => {
  const env = { PLIMSOLL_ADVISORIES: join(root, 'advisories') };
  const { stdout, stderr, status } = await plimsoll(['fs', join(root, 'repository'), '--format', 'json', ...more], { env });
  return { ...JSON.parse(stdout), stderr, status };
};

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'plimsoll-packages-'));
  put('osv/npm/GHSA-test-0001.json', JSON.stringify(advisory));
  put('repository/web/package-lock.json', JSON.stringify(lock, null, 2));
  put('repository/yarn.lock', '\0 this is no lock file');
  put('repository/schema.json', '{"definitions": {"a": {"kind": "x", "apiVersion": "v1"}}}');
  put('repository/tools/dockerfile.ts', 'export const x = 1;\n');
  put('repository/Dockerfile.j2', 'FROM {{ base }}\n');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('plimsoll fs and lock files', () => {
  it('says that nothing was compared while there is no advisory database', async () => {
    const { findings, notEvaluated } = await judged();
    expect(findings).toEqual([]);
    expect(notEvaluated).toContainEqual({ rule: 'vulnerability', subject: 0, reason: 'no advisory database is loaded' });
  });

  it('lists the packages, and reads neither schemas nor programs nor templates as something to judge', async () => {
    const { inventory, errors, subjects, stderr, notEvaluated } = await judged('--inventory');
    expect(inventory.packages).toMatchObject([
      {
        type: 'npm',
        name: 'ms',
        version: '2.0.0',
        purl: 'pkg:npm/ms@2.0.0',
        development: false,
        path: join(root, 'repository/web/package-lock.json'),
      },
      { type: 'npm', name: 'left-pad', version: '1.3.0', development: true },
    ]);
    expect(errors).toEqual([]);
    expect(subjects).toHaveLength(1);
    expect(stderr).toContain('2 packages in 1 lock file\n');
    expect(notEvaluated.map(({ rule }: Found) => rule)).toContain('template');
  });

  it('finds what an advisory says of a package, at its line in the lock file', async () => {
    const into = join(root, 'advisories');
    expect((await plimsoll(['advisories', 'import', join(root, 'osv'), '--into', into])).status).toBe(0);
    const { findings, notEvaluated } = await judged();
    const found: Found[] = findings;
    expect(found).toMatchObject([
      { rule: 'vulnerability', aliases: expect.arrayContaining(['CVE-2026-0001']), location: { line: 8 }, package: { fixedIn: '2.1.3' } },
    ]);
    expect(notEvaluated.map(({ reason }: { reason: string }) => reason)).not.toContain('no advisory database is loaded');
    expect(
      notEvaluated.some(({ rule, reason }: { rule: string; reason: string }) => rule === 'vulnerability' && reason.includes('yarn.lock')),
    ).toBe(true);
  });
});
