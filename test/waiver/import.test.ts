import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newWaiverSchema } from '../../lib/waiver/create.ts';
import { importGrypeIgnore } from '../../lib/waiver/import/grype.ts';
import { importTrivyignore } from '../../lib/waiver/import/trivyignore.ts';
import { importTrivyignoreYaml } from '../../lib/waiver/import/trivyignore-yaml.ts';

describe('.trivyignore', () => {
  it('is an id a line, with its end and the comment that says why', () => {
    const text = `# Accept the risk\n# until the rewrite\nCVE-2018-14618\n\nCVE-2019-14697 exp:2027-01-01 # not reachable\nAVD-DS-0002\nCVE-1 exp:soon\n`;
    expect(importTrivyignore(text)).toEqual({
      waivers: [
        { scope: { rule: 'CVE-2018-14618' }, reason: 'Accept the risk until the rewrite' },
        { scope: { rule: 'CVE-2019-14697' }, reason: 'not reachable', expiresAt: '2027-01-01T00:00:00.000Z' },
        { scope: { rule: 'AVD-DS-0002' }, reason: 'accepted in .trivyignore' },
      ],
      skipped: [{ line: 7, entry: 'CVE-1 exp:soon', why: expect.any(String) }],
    });
  });
});

describe('.trivyignore.yaml', () => {
  it('narrows by paths and purls, a waiver each', () => {
    const text = `vulnerabilities:
  - id: CVE-2022-40897
    paths: ["usr/lib/a", "/usr/lib/**"]
    statement: Accept the risk
    expired_at: 2027-09-01
  - id: CVE-2023-1
    purls: ["pkg:deb/debian/libssl3"]
  - id: CVE-2023-2
    paths: ["usr/{a,b}"]
misconfigurations:
  - id: AVD-DS-0001
  - paths: [x]
`;
    const expiresAt = '2027-09-01T00:00:00.000Z';
    expect(importTrivyignoreYaml(text)).toEqual({
      waivers: [
        { scope: { rule: 'CVE-2022-40897', path: 'usr/lib/a' }, reason: 'Accept the risk', expiresAt },
        { scope: { rule: 'CVE-2022-40897', path: 'usr/lib/**' }, reason: 'Accept the risk', expiresAt },
        { scope: { rule: 'CVE-2023-1', package: 'pkg:deb/debian/libssl3' }, reason: 'accepted in .trivyignore.yaml' },
        { scope: { rule: 'AVD-DS-0001' }, reason: 'accepted in .trivyignore.yaml' },
      ],
      skipped: [
        { line: 8, entry: 'CVE-2023-2', why: expect.any(String) },
        { line: 12, entry: '{"paths":["x"]}', why: expect.any(String) },
      ],
    });
  });
});

describe('.grype.yaml', () => {
  it('takes over what means the same, and tells what does not', () => {
    const text = `ignore:
  - vulnerability: CVE-2008-4318
    fix-state: not-fixed
    reason: not reachable
  - package: { name: left-pad, version: 1.2.3, type: npm, location: "/usr/local/lib/node_modules/**" }
  - { vulnerability: CVE-2, package: { name: libcurl, version: "1.5" } }
  - package: { type: gem }
  - { vulnerability: CVE-3, fix-state: fixed }
  - { vulnerability: CVE-4, vex-status: not_affected }
  - { vulnerability: CVE-5, package: { name: libcurl, type: deb } }
  - { vulnerability: CVE-6, package: { name: "linux-.*" } }
`;
    const { waivers, skipped } = importGrypeIgnore(text);
    expect(waivers).toEqual([
      { scope: { rule: 'CVE-2008-4318' }, reason: 'not reachable', untilFixed: true },
      {
        scope: { rule: 'vulnerability', package: 'pkg:npm/left-pad@1.2.3', path: 'usr/local/lib/node_modules/**' },
        reason: 'accepted in .grype.yaml',
      },
      { scope: { rule: 'CVE-2', package: 'libcurl@1.5' }, reason: 'accepted in .grype.yaml' },
    ]);
    expect(skipped.map(({ line }) => line)).toEqual([7, 8, 9, 10, 11]);
  });
});

it('every importer throws nothing but its own refusal, and gives waivers that can be stored', () => {
  const line = fc.constantFrom(
    'ignore:',
    'vulnerabilities:',
    '  - id: a',
    '  - vulnerability: a',
    '    paths: [x]',
    '    package: {name: a}',
    '# b',
    'CVE-1 exp:2026-01-01',
    '- a',
    '}',
  );
  const text = fc.oneof(
    fc.string({ maxLength: 100 }),
    fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n')),
  );
  fc.assert(
    fc.property(text, fc.constantFrom(importTrivyignore, importTrivyignoreYaml, importGrypeIgnore), (written, read) => {
      try {
        for (const waiver of read(written).waivers)
          if (waiver.scope.rule !== '') expect(newWaiverSchema.safeParse(waiver).success).toBe(true);
      } catch (error) {
        expect(error).toMatchObject({ name: 'AppError', code: 'invalid-yaml' });
      }
    }),
    { numRuns: 300 },
  );
});
