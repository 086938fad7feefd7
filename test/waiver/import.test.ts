import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/model/error.ts';
import { newWaiverSchema } from '../../lib/waiver/create.ts';
import { importDependencyTrack } from '../../lib/waiver/import/dependency-track.ts';
import { importGrypeIgnore } from '../../lib/waiver/import/grype.ts';
import { importHarborAllowlist } from '../../lib/waiver/import/harbor.ts';
import { importerNames } from '../../lib/waiver/import/names.ts';
import { importerOf, importers } from '../../lib/waiver/import/table.ts';
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

describe('.trivyignore.yaml, where what narrows an entry cannot be read', () => {
  it.each(['paths: a/b', 'paths: []', 'purls: [1]', 'path: [a]', 'expired_at: 20270101', 'purls: {a: b}'])(
    '%s: is not taken over as one that accepts more',
    (line) => {
      expect(importTrivyignoreYaml(`vulnerabilities:\n  - id: CVE-1\n    ${line}\n`)).toEqual({
        waivers: [],
        skipped: [{ line: 2, entry: 'CVE-1', why: expect.any(String) }],
      });
    },
  );
});

describe('Harbor', () => {
  const items = [{ cve_id: 'CVE-2019-10164' }, {}];

  it('accepts for every repository, until the end of the list', () => {
    expect(importHarborAllowlist(JSON.stringify({ id: 1, project_id: 0, expires_at: 1_798_761_600, items }))).toEqual({
      waivers: [{ scope: { rule: 'CVE-2019-10164' }, reason: 'accepted in Harbor', expiresAt: '2027-01-01T00:00:00.000Z' }],
      skipped: [{ line: 1, entry: '{}', why: expect.any(String) }],
    });
  });

  it('accepts in a project for its repositories', () => {
    const project = { name: 'shop', project_id: 3, cve_allowlist: { items: [{ cve_id: 'CVE-1' }], expires_at: null } };
    expect(importHarborAllowlist(JSON.stringify(project)).waivers).toEqual([
      { scope: { rule: 'CVE-1', repository: '**/shop/**' }, reason: 'accepted in Harbor, project shop' },
    ]);
    expect(importHarborAllowlist(JSON.stringify({ ...project, name: undefined }))).toMatchObject({
      waivers: [],
      skipped: [{ entry: 'CVE-1' }],
    });
  });

  it('does not accept for ever where the end cannot be read', () => {
    for (const end of [1e300, '1798761600', true])
      expect(importHarborAllowlist(JSON.stringify({ expires_at: end, items })).waivers).toEqual([]);
  });
});

describe('Dependency-Track', () => {
  const finding = (isSuppressed: boolean, component: object, state = 'FALSE_POSITIVE') => ({
    component,
    vulnerability: { vulnId: 'CVE-2020-1', source: 'NVD' },
    analysis: { state, isSuppressed },
  });
  const purl = 'pkg:npm/timespan@2.3.0';

  it('takes over what is suppressed, and no other finding', () => {
    const findings = [
      finding(true, { name: 'timespan', version: '2.3.0', purl }),
      finding(false, { purl }),
      finding(true, { group: 'org.a', name: 'b', version: '1' }, 'NOT_SET'),
      finding(true, {}),
    ];
    const expected = {
      waivers: [
        { scope: { rule: 'CVE-2020-1', package: purl }, reason: 'suppressed in Dependency-Track: FALSE_POSITIVE' },
        { scope: { rule: 'CVE-2020-1', package: 'org.a:b@1' }, reason: 'suppressed in Dependency-Track' },
      ],
      skipped: [{ line: 1, entry: 'CVE-2020-1', why: expect.any(String) }],
    };
    expect(importDependencyTrack(JSON.stringify({ version: '1.2', findings }))).toEqual(expected);
    expect(importDependencyTrack(JSON.stringify(findings))).toEqual(expected);
  });
});

describe('importerOf', () => {
  it.each([
    ['.trivyignore', '', 'trivyignore'],
    ['ci/.trivyignore.yaml', '', 'trivyignore-yaml'],
    ['.grype.yaml', '', 'grype'],
    ['accepted.yaml', '# ours\nvulnerabilities:\n  - id: CVE-1\n', 'trivyignore-yaml'],
    ['accepted.yml', 'ignore:\n  - vulnerability: CVE-1\n', 'grype'],
    ['allow.json', '{"items":[{"cve_id":"CVE-1"}]}', 'harbor'],
    ['project.json', '{"name":"a","cve_allowlist":{}}', 'harbor'],
    ['findings.json', '[{"component":{},"vulnerability":{}}]', 'dependency-track'],
  ])('%s', (file, text, name) => expect(importerOf(file, text)).toBe(name));

  it('does not guess', () => expect(() => importerOf('list.json', '{}')).toThrow());
  it('does not guess from YAML of something else', () =>
    expect(() => importerOf('list.yaml', 'kind: Pod\nspec:\n  ignore: 1\n')).toThrow());
});

describe('every importer', () => {
  it.each(importerNames)('%s gives waivers or its own error for any text', (name) => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          for (const waiver of importers[name](text).waivers) expect(waiver.scope).toHaveProperty('rule');
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
    );
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
