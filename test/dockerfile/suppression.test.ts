import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../lib/dockerfile/parse.ts';
import { commentWaivers } from '../../lib/dockerfile/suppression.ts';
import { waiverBook } from '../../lib/verdict/waiver.ts';
import { judge } from '../rule/dockerfile/judge.ts';

const waivers = (text: string) => commentWaivers(parseDockerfile({ name: 'Dockerfile', text }, 0));
const scopes = (text: string) => waivers(text).map(({ scope: { rule, lines } }) => [rule, lines?.first ?? 'file', lines?.last ?? 'file']);

describe('comments become waivers', () => {
  it.each([
    [
      'ours, for the next instruction',
      '# plimsoll:ignore df-sudo, DL3008\n\n# why\nRUN a \\\n b\n',
      [
        ['df-sudo', 4, 5],
        ['DL3008', 4, 5],
      ],
    ],
    ['ours, for the file', '# plimsoll:ignore-file df-sudo -- legacy\n', [['df-sudo', 'file', 'file']]],
    ['inside an instruction', 'FROM a\nRUN a \\\n # hadolint ignore=DL3004\n b\n', [['DL3004', 2, 4]]],
    [
      'of hadolint',
      '# hadolint ignore=DL3006,SC2086\nFROM a\n',
      [
        ['DL3006', 2, 2],
        ['SC2086', 2, 2],
      ],
    ],
    ['of hadolint for the file', '# hadolint global ignore=DL3006\nFROM a\n', [['DL3006', 'file', 'file']]],
    [
      'of Trivy',
      '#trivy:ignore:DS-0002 trivy:ignore:AVD-DS-0026\nFROM a\n',
      [
        ['DS-0002', 2, 2],
        ['AVD-DS-0026', 2, 2],
      ],
    ],
    ['of Checkov', 'FROM a\n# checkov:skip=CKV_DOCKER_2: probed by the platform\n', [['CKV_DOCKER_2', 'file', 'file']]],
    [
      'of BuildKit',
      '# check=skip=JSONArgsRecommended,StageNameCasing;error=true\nFROM a\n',
      [
        ['JSONArgsRecommended', 'file', 'file'],
        ['StageNameCasing', 'file', 'file'],
      ],
    ],
    ['none without an instruction after them', 'FROM a\n# hadolint ignore=DL3006\n', []],
    ['none for the rule that finds them', '# plimsoll:ignore df-inline-ignore, DL1001\nFROM a\n', []],
    ['none from prose', '# we ignore hadolint here, see plimsoll:ignore\nFROM a\n# check=skip=JSONArgsRecommended\nRUN b\n', []],
    ['none without a rule', '# plimsoll:ignore\n# hadolint ignore=\n# trivy:ignore:\nFROM a\n', []],
  ])('%s', (_, text, expected) => expect(scopes(text)).toEqual(expected));

  it('skips every check of BuildKit with all', () => {
    expect(waivers('# check=skip=all\nFROM a\n').map(({ scope }) => scope.rule)).toContain('MaintainerDeprecated');
  });

  it('keeps reason, author, origin and expiry', () => {
    expect(waivers('# plimsoll:ignore df-sudo until 2027-01-31 -- ticket OPS-7 -- later\nFROM a\n')).toEqual([
      {
        id: 'comment:Dockerfile:1:df-sudo',
        scope: { rule: 'df-sudo', path: 'Dockerfile', lines: { first: 2, last: 2 } },
        reason: 'ticket OPS-7 -- later',
        author: 'Dockerfile',
        expiresAt: '2027-01-31T23:59:59Z',
        origin: 'comment',
      },
    ]);
    expect(waivers('# trivy:ignore:DS-0002:exp:2026-02-01\nFROM a\n')[0]?.expiresAt).toBe('2026-02-01T23:59:59Z');
    expect(waivers('# plimsoll:ignore df-sudo until soon\nFROM a\n')[0]?.expiresAt).toBe('soon');
  });

  it('accepts the finding on its lines, under any of its names, and no other', () => {
    const text = 'FROM debian:12\n# hadolint ignore=DL3004\nRUN true && \\\n  sudo a\nRUN sudo b\n';
    const book = waiverBook(waivers(text));
    const facts = { subject: undefined, namespace: undefined, environment: null, now: 0 };
    const found = judge(text).filter(({ rule }) => rule === 'df-sudo');
    expect(found.map((finding) => book.find(finding, facts)?.id)).toEqual(['comment:Dockerfile:2:DL3004', undefined]);
  });
});
