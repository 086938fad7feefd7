import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestLockFile, lockFormatOf, readLockFile } from '../../../lib/image/lock/read.ts';
import { lockFormats } from '../../../lib/image/lock/table.ts';
import { samples } from './samples.ts';

const shown = (path: string, text: string): readonly string[] => {
  const reading = readLockFile(path, text);
  if (reading?.kind !== 'read') return [`${reading?.kind}`];
  return reading.packages.map(({ purl, development, line }) => `${line} ${purl}${development ? ' dev' : ''}`);
};

describe('lock files', () => {
  it.each(samples)('$path: every package that it fixes, and nothing of the project itself', ({ path, text, packages }) => {
    expect(shown(path, text)).toEqual(packages);
  });

  it('end with places that are no path too', () => {
    const odd = ['a/', '/', '//', '@s/', '@/a', 'a//b', '@s/a/@s', `${'a/'.repeat(500)}a`];
    const packages = Object.fromEntries(odd.map((key, at) => [key, [`a@1.0.${at}`, '', { dependencies: { b: '1', a: '1' } }]]));
    const workspaces = Object.fromEntries(odd.map((name) => [`w/${name}`, { name, dependencies: { b: '1' } }]));
    expect(shown('bun.lock', JSON.stringify({ lockfileVersion: 1, workspaces, packages }))).toHaveLength(odd.length);
  });

  it('have a sample a format', () => {
    expect(new Set(samples.map(({ path }) => lockFormatOf(path)?.id))).toEqual(new Set(lockFormats.map(({ id }) => id)));
  });

  it.each(['package.json', 'src/go.mod.ts', 'yarn.lock.bak', 'requirements.in', 'docs/requirements', 'app/Cargo.toml', 'notes.lock'])(
    'are not what only looks like one: %s',
    (path) => {
      expect(readLockFile(path, '')).toBeUndefined();
    },
  );

  it.each<[string, string]>([
    ['package-lock.json', '{"lockfileVersion": 3, "packages": {'],
    ['package-lock.json', '[]'],
    ['composer.lock', '{"name": "x"}'],
    ['Pipfile.lock', 'null'],
    ['go.mod', 'require example.com/a v1.0.0\n'],
    ['pnpm-lock.yaml', '<<<<<<< HEAD\n'],
    ['pubspec.lock', '{}'],
    ['Gemfile.lock', '<html>'],
    ['yarn.lock', '{"a": 1}'],
    ['Cargo.lock', '<html>'],
    ['packages.config', '{}'],
  ])('that are none by their content are said to be malformed: %s', (path, text) => {
    expect(readLockFile(path, text)?.kind).toBe('malformed');
  });

  it('are not read beyond a size that nobody writes', () => {
    expect(readLockFile('requirements.txt', ' '.repeat(largestLockFile + 1))?.kind).toBe('malformed');
  });

  it('keep a member whose name is that of a prototype', () => {
    const text =
      '{"packages": {"node_modules/__proto__": {"version": "1.0.0"}, "node_modules/constructor": {"version": "2.0.0"}}, "__proto__": {"a": 1}}';
    expect(shown('package-lock.json', text)).toEqual(['1 pkg:npm/__proto__@1.0.0', '1 pkg:npm/constructor@2.0.0']);
  });

  it('are read whatever has become of them', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .tuple(fc.constantFrom(...samples), fc.nat(), fc.nat(), fc.string({ unit: 'binary', maxLength: 20 }))
        .map(([sample, a, b, more]) => {
          const [from, to] = [a % sample.text.length, b % sample.text.length].sort((x, y) => x - y);
          return sample.text.slice(0, from) + more + sample.text.slice(to);
        }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...samples), text, ({ path }, content) => {
        const reading = readLockFile(path, content);
        expect(reading).toBeDefined();
        for (const { purl, line } of reading?.kind === 'read' ? reading.packages : []) {
          expect(purl).toMatch(/^pkg:[a-z]+\/\S+@\S+$/);
          expect(line).toBeGreaterThan(0);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each(samples)('$path: take time that grows with their length alone', ({ path, text }) => {
    const bad = [
      text.replaceAll('\n', ' '),
      '"a@'.repeat(70_000),
      `${'['.repeat(100_000)}`,
      `${' '.repeat(100_000)}x`,
      `require ${'('.repeat(100_000)}`,
      '{"a":'.repeat(40_000),
    ];
    for (const content of bad) {
      const started = performance.now();
      readLockFile(path, content.slice(0, 200_000));
      expect(performance.now() - started).toBeLessThan(2_000);
    }
  });
});
