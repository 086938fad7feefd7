import { describe, expect, it } from 'vitest';
import { plimsoll } from './bundle.ts';

type Found = { rule: string; effect: string; location: { file: string; line: number } };

const judged = async (folder: string, ...more: string[]) => {
  const { stdout, status } = await plimsoll(['fs', `examples/${folder}`, '--format', 'json', '--inventory', ...more]);
  const { decision, findings, inventory } = JSON.parse(stdout);
  const at = findings.map(({ rule, location }: Found) => `${rule} ${location.file.slice(`examples/${folder}/`.length)}:${location.line}`);
  const denied = findings.filter(({ effect }: Found) => effect === 'deny').map(({ rule }: Found) => rule);
  return { status, decision, at, denied, packages: inventory.packages.map(({ purl }: { purl: string }) => purl) };
};

describe('the example of a repository', () => {
  it('is denied as it is often written first, each part at its line', async () => {
    const { status, decision, denied, packages } = await judged('storefront');
    expect([status, decision]).toEqual([1, 'deny']);
    expect(new Set(denied)).toEqual(
      new Set(['compose-privileged', 'compose-runtime-socket', 'compose-secret-env', 'df-secret-arg-env', 'repository-secret']),
    );
    expect(packages).toEqual(['pkg:npm/ms@2.0.0']);
    const { at } = await judged('storefront', '--rules', 'all');
    expect(at).toEqual(
      expect.arrayContaining([
        'compose-privileged compose.yaml:4',
        'repository-secret config/production.env:2',
        'across-source-port deploy/deployment.yaml:14',
        'df-secret-arg-env Dockerfile:2',
        'df-pipe-to-shell Dockerfile:5',
        'df-update-alone Dockerfile:6',
        'df-expose-ssh Dockerfile:8',
      ]),
    );
  });

  it('is allowed as it should be, and its Dockerfile has nothing left to mend', async () => {
    const { status, decision, at } = await judged('storefront-fixed');
    expect([status, decision, at]).toEqual([0, 'allow', []]);
    const all = await judged('storefront-fixed', '--rules', 'all');
    expect(all.at.filter((place: string) => place.includes('Dockerfile'))).toEqual([]);
    expect((await plimsoll(['fix', 'examples/storefront-fixed/Dockerfile', '--rules', 'all'])).stdout).toBe('');
  });
});
