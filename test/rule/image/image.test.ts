import { describe, expect, it } from 'vitest';
import type { ImageEvidence } from '../../../lib/model/evidence.ts';
import { imageRules } from '../../../lib/rule/image/index.ts';
import { evidenceOf, fact, judge } from './evidence.ts';

type Row = readonly [rule: string, bad: ImageEvidence, findings: number, nearMiss: ImageEvidence];

const user = (name: string): ImageEvidence => evidenceOf({ config: { user: name } });
const env = (...variables: readonly string[]): ImageEvidence => evidenceOf({ config: { env: variables } });

const rows: readonly Row[] = [
  ['img-user-root', user(''), 1, user('10001')],
  ['img-user-root', user('0'), 1, user('0x0')],
  ['img-user-root', user('root:app'), 1, user('1:0')],
  ['img-user-numeric', user('app'), 1, user('10001:10001')],
  ['img-user-numeric', user('nobody'), 1, user('root')],
  [
    'img-setuid',
    evidenceOf({ files: [fact('setuid', 'usr/bin/su', { mode: '4755' })] }),
    1,
    evidenceOf({ files: [fact('setuid', 'usr/bin/su', { deleted: true })] }),
  ],
  [
    'img-setuid',
    evidenceOf({ files: [fact('setuid', 'a'), fact('setgid', 'a'), fact('file-capability', 'b')] }),
    3,
    evidenceOf({ files: [fact('world-writable', 'a')] }),
  ],
  [
    'img-shell',
    evidenceOf({ files: [fact('shell', 'bin/sh'), fact('shell', 'bin/bash')] }),
    1,
    evidenceOf({ files: [fact('shell', 'bin/sh', { deleted: true })] }),
  ],
  [
    'img-package-manager',
    evidenceOf({ files: [fact('package-manager', 'usr/bin/apt')] }),
    1,
    evidenceOf({ files: [fact('compiler', 'usr/bin/cc')] }),
  ],
  ['img-healthcheck', evidenceOf({ config: { healthcheck: null } }), 1, evidenceOf()],
  ['img-healthcheck', evidenceOf({ config: { healthcheck: ['NONE'] } }), 1, evidenceOf({ config: { healthcheck: ['CMD-SHELL', 'true'] } })],
  [
    'img-secret-env',
    env('DB_PASSWORD=hunter2', 'API_KEY=abc123'),
    2,
    env('DB_PASSWORD=', 'DB_PASSWORD_FILE=/run/secrets/db', 'PWD=/app', 'TOKENIZER=fast'),
  ],
  ['img-secret-env', env('GITHUB_TOKEN=abc'), 1, env('GITHUB_TOKEN=$TOKEN', 'SECRET_NAME=db', 'AUTH=true')],
  [
    'img-empty-password',
    evidenceOf({ files: [fact('empty-password', 'etc/shadow', { detail: 'app' })] }),
    1,
    evidenceOf({ files: [fact('empty-password', 'etc/shadow', { deleted: true })] }),
  ],
];

describe('image rules', () => {
  it.each(rows)('%s finds what it must, and not its near miss', (rule, bad, findings, nearMiss) => {
    expect(judge(rule, bad).filter(({ kind }) => kind === 'problem')).toHaveLength(findings);
    expect(judge(rule, nearMiss)).toEqual([]);
  });

  it('complain about nothing in a careful image', () => {
    expect(imageRules.flatMap(({ id }) => judge(id, evidenceOf()))).toEqual([]);
  });

  it('each have a row here', () => {
    expect(new Set(rows.map(([rule]) => rule))).toEqual(new Set(imageRules.map(({ id }) => id)));
  });
});
