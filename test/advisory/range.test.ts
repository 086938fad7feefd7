import { describe, expect, it } from 'vitest';
import type { Affected, RangeEvent } from '../../lib/advisory/advisory.ts';
import { isAffected } from '../../lib/advisory/range.ts';
import { compareDpkg } from '../../lib/advisory/version/dpkg.ts';
import { compareSemver } from '../../lib/advisory/version/semver.ts';

const event = (text: string): RangeEvent => {
  const [mark = '', version = ''] = text.split(' ');
  return { kind: mark === '>=' ? 'introduced' : mark === '<' ? 'fixed' : mark === '<=' ? 'last-affected' : 'limit', version };
};
const affected = (events: readonly string[], versions: readonly string[] = []): Affected => ({
  ecosystem: 'npm',
  name: 'x',
  ranges: events.length === 0 ? [] : [{ kind: 'semver', events: events.map(event) }],
  versions,
  scores: [],
  word: null,
  fixState: null,
  imports: [],
});

describe('isAffected', () => {
  it.each<[string, string[], 'affected' | 'not-affected', string | null]>([
    ['1.0.0', ['>= 0', '< 1.2.0'], 'affected', '1.2.0'],
    ['1.2.0', ['>= 0', '< 1.2.0'], 'not-affected', null],
    ['0.9.0', ['>= 1.0.0', '< 1.2.0'], 'not-affected', null],
    ['1.0.0', ['>= 1.0.0', '< 1.2.0'], 'affected', '1.2.0'],
    ['3.1.0', ['>= 1.0.0', '< 1.2.0', '>= 3.0.0', '< 3.4.0'], 'affected', '3.4.0'],
    ['2.0.0', ['>= 1.0.0', '< 1.2.0', '>= 3.0.0', '< 3.4.0'], 'not-affected', null],
    ['3.1.0', ['< 3.4.0', '>= 3.0.0', '< 1.2.0', '>= 1.0.0'], 'affected', '3.4.0'],
    ['9.9.9', ['>= 2.0.0'], 'affected', null],
    ['1.5.0', ['>= 1.0.0', '<= 1.5.0'], 'affected', null],
    ['1.5.1', ['>= 1.0.0', '<= 1.5.0'], 'not-affected', null],
    ['1.2.0-rc.1', ['>= 0', '< 1.2.0'], 'affected', '1.2.0'],
  ])('%s in %j is %s', (version, events, kind, fixedIn) => {
    expect(isAffected(version, affected(events), compareSemver)).toMatchObject(kind === 'affected' ? { kind, fixedIn } : { kind });
  });

  it('counts an enumerated version that no range holds', () => {
    expect(isAffected('0.5.0', affected(['>= 1.0.0', '< 2.0.0'], ['0.5.0']), compareSemver)).toMatchObject({
      kind: 'affected',
      fixedIn: '2.0.0',
    });
  });

  it('says unknown, not unaffected, when a version does not parse', () => {
    expect(isAffected('(devel)', affected(['>= 0', '< 1.2.0']), compareSemver)).toEqual({ kind: 'unknown' });
    expect(isAffected('1.0.0', affected(['>= 0', '< nonsense!']), compareSemver)).toEqual({ kind: 'unknown' });
  });

  it('honours epochs of the scheme', () => {
    expect(isAffected('9.0-1', affected(['>= 0', '< 1:1.0-1']), compareDpkg)).toMatchObject({ kind: 'affected', fixedIn: '1:1.0-1' });
  });
});
