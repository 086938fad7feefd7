import { describe, expect, it } from 'vitest';
import { isOfStream } from '../../lib/advisory/modularity.ts';
import { readRecord } from '../../lib/advisory/record.ts';
import { storeAffected, storedAffected } from '../../lib/advisory/stored.ts';

const affectedOf = (fixed: string, summary: string) => {
  const read = readRecord({
    id: 'ALSA-2024:1',
    summary,
    upstream: ['CVE-2024-1'],
    affected: [
      { package: { ecosystem: 'AlmaLinux:8', name: 'nodejs' }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }] },
    ],
  });
  const [affected] = read.kind === 'advisory' ? read.advisory.affected : [];
  if (affected === undefined) throw new Error('not read');
  return storedAffected(JSON.parse(JSON.stringify(storeAffected(affected))));
};

const nodejs = (version: string, label?: string) => ({
  type: 'rpm',
  version,
  purl: `pkg:rpm/almalinux/nodejs@${version}?arch=x86_64${label === undefined ? '' : `&modularitylabel=${encodeURIComponent(label)}`}`,
});

describe('a bulletin about a module', () => {
  const stream16 = affectedOf('1:16.18.1-3.module_el8.7.0+3370+a9c1d3b2', 'Moderate: nodejs:16 security update');
  const plain = affectedOf('1:16.18.1-3.el8', 'Moderate: nodejs security update');

  it.each([
    ['its own stream', nodejs('1:16.14.0-1.module_el8.6.0+1+a', 'nodejs:16:8060020220523:ad00'), true],
    ['another stream', nodejs('1:14.21.1-2.module_el8.7.0+1+a', 'nodejs:14:8070020220523:bd11'), false],
    ['a package of a module whose label is not known', nodejs('1:14.21.1-2.module_el8.7.0+1+a'), true],
    ['a package outside of modules', nodejs('1:10.0.0-1.el8'), false],
  ])('speaks of %s: %s', (_what, found, expected) => {
    expect(isOfStream(found, stream16)).toBe(expected);
  });

  it('and one outside of modules do not speak of each other', () => {
    expect(isOfStream(nodejs('1:14.21.1-2.module_el8.7.0+1+a', 'nodejs:14:1:a'), plain)).toBe(false);
    expect(isOfStream(nodejs('1:14.21.1-2.el8'), plain)).toBe(true);
  });

  it('is not read into a version in the first line', () => {
    const pam = affectedOf('1.5.1-21.el9', 'Important: pam:1.5.1 security update');
    expect(isOfStream(nodejs('1.5.1-20.el9'), pam)).toBe(true);
  });

  it('does not concern other kinds of packages', () => {
    expect(isOfStream({ ...nodejs('1.0'), type: 'npm' }, stream16)).toBe(true);
  });
});
