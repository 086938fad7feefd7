import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aliasGroups } from '../../lib/advisory/canonical-id.ts';
import { isAffected } from '../../lib/advisory/range.ts';
import { readRecord } from '../../lib/advisory/record.ts';
import { storeAffected, storedAffected } from '../../lib/advisory/stored.ts';
import { schemeOf } from '../../lib/advisory/version/scheme.table.ts';
import type { Json } from '../../lib/model/json.ts';

const advisoryOf = (record: Json) => {
  const read = readRecord(record);
  return read.kind === 'advisory' ? read.advisory : read.reason;
};
const affectedOf = (affected: Json): Json => ({ id: 'X-1', affected: [affected] });

describe('readRecord', () => {
  it.each<[string, Json, object]>([
    ['no ranges, no versions', affectedOf({ package: { ecosystem: 'npm', name: 'a' } }), { affected: [{ ranges: [], versions: [] }] }],
    [
      'a range of commits',
      affectedOf({ package: { ecosystem: 'Go', name: 'a' }, ranges: [{ type: 'GIT', events: [{ introduced: '0' }] }] }),
      { ignoredRanges: 1, affected: [{ ranges: [] }] },
    ],
    [
      'events with several members',
      affectedOf({ package: { ecosystem: 'npm', name: 'a' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0', fixed: '2' }] }] }),
      { affected: [{ ranges: [{ events: [{ kind: 'introduced' }, { kind: 'fixed', version: '2' }] }] }] },
    ],
    [
      'versions that are no texts',
      affectedOf({ package: { ecosystem: 'npm', name: 'a' }, versions: ['1', 2, null] }),
      { affected: [{ versions: ['1'] }] },
    ],
    [
      'scores of the package before those of the record',
      {
        id: 'X-1',
        severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
        affected: [{ package: { ecosystem: 'npm', name: 'a' }, severity: [{ type: 'CVSS_V3', score: 'own' }] }],
      },
      { affected: [{ scores: [{ vector: 'own' }] }] },
    ],
    [
      'CVEs of a bulletin that has no upstream',
      { ...asObject(affectedOf({ package: { ecosystem: 'AlmaLinux:9', name: 'a' } })), id: 'ALSA-2026:1', related: ['CVE-2026-1', 'X'] },
      { upstream: ['CVE-2026-1'] },
    ],
  ])('reads %s', (_what, record, expected) => {
    expect(advisoryOf(record)).toMatchObject(expected);
  });

  it.each<[Json, string]>([
    [null, 'not-an-object'],
    [{ affected: [] }, 'no-id'],
    [{ id: '' }, 'no-id'],
    [{ id: 'X', schema_version: '9.1' }, 'unknown-schema'],
    [{ id: 'X', affected: [{ package: { name: 'a' } }] }, 'no-affected'],
    [{ id: 'X', affected: 'all' }, 'no-affected'],
  ])('refuses %j: %s', (record, reason) => {
    expect(advisoryOf(record)).toBe(reason);
  });

  it('never throws for any JSON, nor for any JSON in the place of a known member', () => {
    const members = fc.record(
      {
        id: fc.oneof(fc.string({ minLength: 1 }), fc.jsonValue()),
        schema_version: fc.jsonValue(),
        aliases: fc.jsonValue(),
        upstream: fc.jsonValue(),
        severity: fc.array(fc.jsonValue()),
        database_specific: fc.jsonValue(),
        affected: fc.array(
          fc.record({
            package: fc.oneof(fc.constant({ ecosystem: 'npm', name: 'a' }), fc.jsonValue()),
            ranges: fc.array(fc.oneof(fc.jsonValue(), fc.record({ type: fc.constant('SEMVER'), events: fc.array(fc.jsonValue()) }))),
            versions: fc.jsonValue(),
            ecosystem_specific: fc.jsonValue(),
          }),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), members), (value) => {
        const json: Json = JSON.parse(JSON.stringify(value));
        expect(['advisory', 'refused']).toContain(readRecord(json).kind);
      }),
    );
  });
});

const versionText = fc.oneof(
  fc.constantFrom('1.0.0', '2.0.0-rc.1', '0', '1:2.3-4', 'v1', '', 'not a version', '1'.repeat(400)),
  // To PHP a "#" equals every number, so that no order is left.
  fc.string().map((text) => text.replaceAll('#', '')),
);
const eventOf = fc.record({ kind: fc.constantFrom('introduced', 'fixed', 'last-affected', 'limit'), version: versionText });

describe('isAffected', () => {
  it.each(['npm', 'Debian:12', 'Alpine:v3.19', 'AlmaLinux:9', 'PyPI', 'Maven', 'Go', 'NuGet', 'RubyGems', 'Packagist'])(
    'answers for any ranges of %s, in any order of their events',
    (ecosystem) => {
      const compare = schemeOf(ecosystem);
      expect(compare).toBeDefined();
      if (compare === undefined) return;
      fc.assert(
        fc.property(versionText, fc.array(eventOf, { maxLength: 6 }), (version, events) => {
          const affected = { ranges: [{ kind: 'ecosystem' as const, events }], versions: [] };
          const answer = isAffected(version, affected, compare);
          expect(['affected', 'not-affected', 'unknown']).toContain(answer.kind);
          const back = { ranges: [{ kind: 'ecosystem' as const, events: [...events].reverse() }], versions: [] };
          if (new Set(events.map((each) => each.version)).size === events.length)
            expect(isAffected(version, back, compare).kind).toBe(answer.kind);
        }),
      );
    },
  );

  it.each([
    [['introduced', 'last-affected'], 'affected'],
    [['last-affected', 'introduced'], 'affected'],
    [['introduced', 'fixed'], 'affected'],
    [['fixed', 'last-affected'], 'not-affected'],
    [['last-affected', 'limit'], 'not-affected'],
  ] as const)('takes %j of one version as %s there, in either order', (kinds, expected) => {
    const compare = schemeOf('npm');
    const events = kinds.map((kind) => ({ kind, version: '1.0.0' }));
    for (const each of [events, [...events].reverse()])
      expect(compare && isAffected('1.0.0', { ranges: [{ kind: 'semver', events: each }], versions: [] }, compare).kind).toBe(expected);
  });

  it('is unknown, and not unaffected, where the version does not parse', () => {
    const compare = schemeOf('npm');
    const ranges = [{ kind: 'semver' as const, events: [{ kind: 'introduced' as const, version: '1.0.0' }] }];
    expect(compare && isAffected('(devel)', { ranges, versions: [] }, compare)).toEqual({ kind: 'unknown' });
  });
});

it('stores what it reads', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/));
  const texts = fc.array(fc.string(), { maxLength: 4 });
  const stored = fc.record({
    ranges: fc.array(fc.record({ kind: fc.constantFrom('semver', 'ecosystem'), events: fc.array(eventOf) })),
    versions: texts,
    word: fc.option(fc.string()),
    fixState: fc.option(fc.string()),
    imports: fc.array(fc.record({ path: fc.stringMatching(/^[a-z./]{1,20}$/), systems: words, architectures: words })),
  });
  fc.assert(
    fc.property(stored, (affected) => {
      expect(storedAffected(JSON.parse(JSON.stringify(storeAffected(affected))))).toEqual(affected);
    }),
  );
});

describe('aliasGroups', () => {
  it('prefers CVE to GHSA to others, whatever order they come in', () => {
    const ids = ['PYSEC-1', 'GHSA-1', 'CVE-2026-2', 'CVE-2026-1'];
    const links: readonly [string, string][] = [
      ['PYSEC-1', 'GHSA-1'],
      ['GHSA-1', 'CVE-2026-2'],
      ['CVE-2026-2', 'CVE-2026-1'],
    ];
    for (const order of [links, [...links].reverse()]) {
      const groups = aliasGroups();
      for (const [a, b] of order) groups.join(a, b);
      expect(ids.map(groups.canonical)).toEqual(ids.map(() => 'CVE-2026-1'));
    }
  });

  it('stops merging where a ring is larger than any issue is', () => {
    const groups = aliasGroups();
    for (let n = 0; n < 100_000; n += 1) groups.join(`R-${n}`, `R-${(n + 1) % 100_000}`);
    expect(groups.aliases('R-50000').length).toBeLessThanOrEqual(1_000);
  });
});

function asObject(value: Json): object {
  return typeof value === 'object' && value !== null ? value : {};
}
