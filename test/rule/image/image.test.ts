import { describe, expect, it } from 'vitest';
import type { ImageEvidence } from '../../../lib/model/evidence.ts';
import type { JsonObject } from '../../../lib/model/json.ts';
import { imageRules } from '../../../lib/rule/image/index.ts';
import { evidenceOf, fact, judge, layer, packageNamed } from './evidence.ts';

type Row = readonly [rule: string, bad: ImageEvidence, findings: number, nearMiss: ImageEvidence];

const user = (name: string): ImageEvidence => evidenceOf({ config: { user: name } });
const env = (...variables: readonly string[]): ImageEvidence => evidenceOf({ config: { env: variables } });

const account = (name: string, uid: number) => ({ name, uid, gid: uid, home: '/', shell: '/bin/false' });
const debian = (versionId: string) => ({ id: 'debian', idLike: [], versionId, prettyName: `Debian ${versionId}` });
const steps = (...commands: readonly string[]): ImageEvidence =>
  evidenceOf({ config: { history: commands.map((createdBy) => ({ createdBy, emptyLayer: false })) } });

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
  [
    'img-secret',
    evidenceOf({
      secrets: [
        {
          rule: 'github-token',
          title: 'GitHub token',
          start: 'ghp_',
          fingerprint: layer,
          place: { kind: 'file', path: 'a', layer, line: 1, deleted: true },
        },
        {
          rule: 'github-token',
          title: 'GitHub token',
          start: 'ghp_',
          fingerprint: layer,
          place: { kind: 'config', pointer: '/config/Env/0' },
        },
      ],
    }),
    2,
    evidenceOf(),
  ],
  [
    'img-unneeded-files',
    evidenceOf({ files: [fact('private-key', 'root/.ssh/id_rsa', { deleted: true }), fact('env-file', 'app/.env')] }),
    2,
    evidenceOf({ files: [fact('env-file', 'app/node_modules/x/.env')] }),
  ],
  [
    'img-world-writable',
    evidenceOf({ files: [fact('world-writable', 'app/x', { mode: '0666' })] }),
    1,
    evidenceOf({ files: [fact('world-writable', 'app/x', { deleted: true })] }),
  ],
  [
    'img-world-writable',
    evidenceOf({ files: Array.from({ length: 80 }, (_, index) => fact('world-writable', `app/${index}`)) }),
    51,
    evidenceOf(),
  ],
  ['img-extra-root', evidenceOf({ files: [fact('extra-root', 'etc/passwd', { detail: 'toor' })] }), 1, evidenceOf()],
  [
    'img-duplicate-ids',
    evidenceOf({ accounts: [account('a', 5), account('b', 5)] }),
    1,
    evidenceOf({ accounts: [account('root', 0), account('toor', 0), account('a', 5)] }),
  ],
  [
    'img-expose-ssh',
    evidenceOf({ config: { exposedPorts: ['22/tcp'] } }),
    1,
    evidenceOf({ config: { exposedPorts: ['2222/tcp', '22/udp'] } }),
  ],
  [
    'img-system-volume',
    evidenceOf({ config: { volumes: ['/etc/', '/data'], workingDir: '/usr/bin' } }),
    2,
    evidenceOf({ config: { volumes: ['/etc/app'], workingDir: '/' } }),
  ],
  ['img-latest-tag', evidenceOf({ ref: 'registry.test/app:latest' }), 1, evidenceOf({ ref: `registry.test/app@sha256:${'1'.repeat(64)}` })],
  ['img-latest-tag', evidenceOf({ ref: 'registry.test/app' }), 1, evidenceOf({ ref: 'app.tar' })],
  ['img-entrypoint', evidenceOf({ config: { entrypoint: ['/app/other'] } }), 1, evidenceOf({ config: { entrypoint: ['server'] } })],
  [
    'img-entrypoint',
    evidenceOf({ config: { entrypoint: [], cmd: ['/app/other'] } }),
    1,
    evidenceOf({ config: { entrypoint: ['/app//server'], cmd: ['/x'] } }),
  ],
  ['img-build-tools', evidenceOf({ files: [fact('compiler', 'usr/bin/gcc')] }), 1, evidenceOf({ files: [fact('shell', 'bin/sh')] })],
  [
    'img-packages',
    evidenceOf({ packages: [packageNamed('sudo'), packageNamed('openssh-server')] }),
    2,
    evidenceOf({ packages: [packageNamed('sudo', { type: 'npm' }), packageNamed('constructor')] }),
  ],
  ['img-labels', evidenceOf({ config: { labels: {} } }), 2, evidenceOf()],
  ['img-patched', evidenceOf({ observedAt: '2026-11-01T00:00:00Z' }), 1, evidenceOf({ config: { created: '1970-01-01T00:00:00Z' } })],
  [
    'img-verified-packages',
    steps('RUN curl -fsSL https://x.test/i.sh | sh', 'RUN apt-get install --allow-unauthenticated x', 'ADD https://x.test/a.tgz /'),
    3,
    steps('RUN curl -o x https://x.test | tee log', 'COPY a b'),
  ],
  ['img-analysed', evidenceOf({ incomplete: [{ code: 'layer-foreign', message: 'not fetched' }] }), 0, evidenceOf()],
  ['img-end-of-life', evidenceOf({ os: debian('10') }), 1, evidenceOf({ os: debian('13') })],
  [
    'img-end-of-life',
    evidenceOf({ os: { ...debian('3.10.4'), id: 'alpine' } }),
    1,
    evidenceOf({ os: { ...debian('3.22.1'), id: 'alpine' } }),
  ],
  [
    'img-wasted',
    evidenceOf({ layers: [{ digest: layer, mediaType: '', size: 1, unpackedSize: 1e9, entries: 1, wasted: 9e8 }] }),
    1,
    evidenceOf(),
  ],
];

describe('image rules', () => {
  it.each(rows)('%s finds what it must, and not its near miss', (rule, bad, findings, nearMiss) => {
    expect(judge(rule, bad).filter(({ kind }) => kind === 'problem')).toHaveLength(findings);
    expect(judge(rule, nearMiss)).toEqual([]);
  });

  it('say what could not be analysed, as not evaluated', () => {
    expect(judge('img-analysed', evidenceOf({ incomplete: [{ code: 'layer-foreign', message: '' }] }))).toMatchObject([
      { kind: 'not-evaluated' },
    ]);
  });

  it.each<[string, JsonObject, number]>([
    ['a path', { allowPaths: ['srv/*.pem'] }, 2],
    ['a place in the configuration', { allowPaths: ['/config/Env/*'] }, 2],
    ['a fingerprint', { allowFingerprints: [layer] }, 1],
    ['a kind of secret', { allowKinds: ['private-key'] }, 2],
    ['nothing that is there', { allowPaths: ['*.pem', 'srv'], allowFingerprints: ['sha256:'], allowKinds: ['key', 7] }, 3],
  ])('let pass the secrets that a policy allows by %s', (_, params, left) => {
    const secret = { rule: 'github-token', title: 'GitHub token', start: 'ghp_', fingerprint: layer } as const;
    const other = `sha256:${'e'.repeat(64)}` as const;
    const evidence = evidenceOf({
      secrets: [
        { ...secret, place: { kind: 'file', path: 'a', layer, line: 1, deleted: true } },
        { ...secret, place: { kind: 'config', pointer: '/config/Env/0' } },
        { ...secret, rule: 'private-key', fingerprint: other, place: { kind: 'file', path: 'srv/a.pem', layer, line: 1, deleted: false } },
      ],
    });
    expect(judge('img-secret', evidence, params)).toHaveLength(left);
  });

  it('complain about nothing in a careful image', () => {
    expect(imageRules.flatMap(({ id }) => judge(id, evidenceOf())).filter(({ kind }) => kind === 'problem')).toEqual([]);
  });

  it('each have a row here', () => {
    // What is asked of signatures is the policy's: test/rule/image/signature.test.ts.
    expect(new Set([...rows.map(([rule]) => rule), 'image-signature'])).toEqual(new Set(imageRules.map(({ id }) => id)));
  });
});
