import { describe, expect, it } from 'vitest';
import { inspectImage } from '../../lib/image/inspect.ts';
import type { SecretFact } from '../../lib/model/image.ts';
import { file, folder, hardlink, imageOfLayers, symlink } from './build.ts';
import { hex, jwt, mixed, pem, type Sample, samplesOf, upper } from './secret-samples.ts';

// Every kind in every place that a secret can be left in. The layers: 0 holds what stays and what goes, 1 deletes and overwrites, 2 hides a folder.
const places = ['ordinary', 'deleted', 'overwritten', 'hidden'] as const;
const planted = places.map((place) => ({ place, samples: samplesOf(place) }));
const inFile = (text: string): string => `# settings\nfirst = 1\n${text}\nlast = 2\n`;
const pathOf = (place: string, [rule, path]: Sample): string => `srv/${place}/${rule}/${path}`;

const commands = [
  'COPY . /srv # buildkit',
  'RUN /bin/sh -c rm -r /srv/deleted # buildkit',
  'RUN /bin/sh -c mv /new /srv/hidden # buildkit',
];
// What says by its file what it is says nothing in a variable; a private key stands in one as it is.
const named = new Set(['npm-registry-auth', 'crates-token', 'docker-auth', 'netrc-password', 'pgpass-password', 'htpasswd-hash']);
const anywhere = (seed: string): readonly Sample[] => samplesOf(seed).filter(([rule]) => !named.has(rule));
const variable = ([rule, , text]: Sample): string => `NOTE_${rule.replaceAll('-', '_')}=${text}`;

const inEnv = anywhere('env');
const inLabel = anywhere('label');
const inArg = anywhere('arg');
const inRun = anywhere('run');

const layers = [
  planted.flatMap(({ place, samples }) => samples.map((sample) => file(pathOf(place, sample), inFile(sample[2])))),
  [file('srv/.wh.deleted'), ...(planted[2]?.samples ?? []).map((sample) => file(pathOf('overwritten', sample), 'nothing = 1\n'))],
  [folder('srv/hidden'), file('srv/hidden/.wh..wh..opq')],
];
// As the images of Python, nginx and others have them.
const harmlessVariables = [
  'PATH=/usr/bin',
  'GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568',
  `PYTHON_SHA256=${hex(64)}`,
  'PKG_RELEASE=1~bookworm',
  'NGINX_GPGKEY_PATH=/etc/apt/keyrings/nginx.gpg',
  'POSTGRES_PASSWORD_FILE=/run/secrets/db',
];
const harmlessLabels = {
  'org.opencontainers.image.revision': hex(40),
  'com.docker.compose.config-hash': hex(64),
  'org.opencontainers.image.source': 'https://github.com/o/token-service',
};
const config = {
  config: {
    Env: [...harmlessVariables, ...inEnv.map(variable)],
    Labels: { ...harmlessLabels, ...Object.fromEntries(inLabel.map(([rule, , text]) => [`note.${rule}`, text])) },
  },
  history: [
    ...commands.map((created_by) => ({ created_by })),
    ...inArg.map((sample) => ({ created_by: `ARG ${variable(sample)}`, empty_layer: true })),
    ...inRun.map((sample) => ({ created_by: `RUN |1 ${variable(sample)} /bin/sh -c make # buildkit`, empty_layer: true })),
  ],
};

const decoys: readonly (readonly [path: string, text: string])[] = [
  ['srv/.env.example', 'PASSWORD=changeme\nAPI_KEY=your-api-key-here\nSECRET_KEY=<secret>\nTOKEN=xxxxxxxxxxxxxxxxxxxxxxxx\n'],
  ['srv/.env', `DB_PASSWORD=$VAULT_PASSWORD\nTOKEN=$\{TOKEN:?missing}\nAPI_KEY={{ .key }}\nPASSWORD_FILE=/run/secrets/db\n`],
  ['srv/a.conf', `password_encryption = scram-sha-256\nauth_token_length = 32\nsecret_name = production/database-1\n`],
  ['srv/Web.config', '<add assembly="System, Version=4.0.0.0, publicKeyToken=b77a5c561934e089" />\n'],
  ['srv/aws.md', `aws_access_key_id = AK${'IA'}IOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n`],
  ['srv/package-lock.json', `{"integrity":"sha512-${mixed(86)}==","token":"${hex(40)}"}`],
  ['srv/checksums.txt', `${hex(64)}  app.tar.gz\n${hex(40)}  app.zip\n`],
  ['srv/go.sum', `golang.org/x/crypto v0.1.0 h1:${mixed(43)}=\n`],
  ['srv/.git/packed-refs', `${hex(40)} refs/heads/main\n`],
  ['srv/ids.json', '{"id":"0d3f8c7e-52f4-4c8e-9a51-1f3b2c4d5e6f","api_key_id":"0d3f8c7e-52f4-4c8e-9a51-1f3b2c4d5e6f"}'],
  ['srv/id_ed25519.pub', `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${mixed(43)} ci@build\n`],
  ['srv/cert.pem', `-----BEGIN CERTIFICATE-----\n${mixed(64)}\n${mixed(64, 'b')}\n-----END CERTIFICATE-----\n`],
  ['srv/public.pem', `-----BEGIN PUBLIC KEY-----\n${mixed(64)}\n-----END PUBLIC KEY-----\n`],
  ['srv/jwt.txt', jwt('{"sub":"1234567890","name":"John Doe","iat":1516239022}')],
  ['srv/main.py', 'password = os.environ["PASSWORD"]\ntoken = get_token(request)\nsecret = settings.SECRET\n'],
  ['srv/urls.txt', 'https://user:password@example.com/\npostgres://postgres:postgres@localhost:5432/app\nhttp://admin:admin@127.0.0.1\n'],
  ['srv/de.json', '{"password":"Kennwort vergessen","token":"Zugangsschlüssel","secret":"Geheimnis"}'],
  ['srv/picture.svg', `<image href="data:image/png;base64,${mixed(400)}"/>`],
  ['srv/x.txt', `xAK${'IA'}${upper(40)} sk_test_${mixed(24)} ghp_short npm_install_all\n`],
  ['usr/lib/node_modules/x/test/key.pem', pem(`${mixed(64)}\n${mixed(64, 'b')}`)],
  ['usr/share/doc/openssl/demo.pem', pem(mixed(128))],
  ['etc/shadow', 'root:*:19000:0:99999:7:::\n'],
];

const keyOf = ({ rule, place, createdBy }: Pick<SecretFact, 'rule' | 'place' | 'createdBy'>): string =>
  JSON.stringify(place.kind === 'file' ? [rule, place.path, place.line, place.layer, place.deleted, createdBy] : [rule, place.pointer]);

describe('an image in which every kind of secret is planted', async () => {
  const { image, source } = imageOfLayers([...layers, decoys.map(([path, text]) => file(path, text))], {
    ...config,
    history: [...config.history, { created_by: 'COPY decoys / # buildkit' }],
  });
  const { secrets, incomplete, config: shown } = await inspectImage({ image, source });

  const expected = [
    ...planted.flatMap(({ place, samples }) =>
      samples.map((sample) =>
        keyOf({
          rule: sample[0],
          createdBy: commands[0] ?? '',
          place: {
            kind: 'file',
            path: pathOf(place, sample),
            layer: image.layers[0]?.digest ?? 'sha256:',
            line: 3,
            deleted: place !== 'ordinary',
          },
        }),
      ),
    ),
    ...inEnv.map(([rule], index) => keyOf({ rule, place: { kind: 'config', pointer: `/config/Env/${index + harmlessVariables.length}` } })),
    ...inLabel.map(([rule]) => keyOf({ rule, place: { kind: 'config', pointer: `/config/Labels/note.${rule}` } })),
    ...[...inArg, ...inRun].map(([rule], index) =>
      keyOf({ rule, place: { kind: 'config', pointer: `/history/${commands.length + index}/created_by` } }),
    ),
  ];

  it('all are found, each in its place, and nothing of the decoys', () => {
    expect([...secrets.map(keyOf)].sort()).toEqual([...expected].sort());
    expect([planted.length * samplesOf('').length > 300, decoys.length > 20, incomplete]).toEqual([true, true, []]);
  });

  it('none of them gets out', () => {
    const text = JSON.stringify([secrets, shown]);
    for (const [rule, , sample] of [...planted.flatMap(({ samples }) => samples), ...inEnv, ...inLabel, ...inArg, ...inRun]) {
      const value = sample.split(/[\s="]/).sort((a, b) => b.length - a.length)[0] ?? '';
      expect([rule, text.includes(value)]).toEqual([rule, false]);
    }
  });
});

describe('a secret behind links', () => {
  it('is found once, where its bytes are', async () => {
    const token = `ghp${'_'}${mixed(36, 'link')}`;
    const { secrets } = await inspectImage(
      imageOfLayers([
        [file('app/a', token), hardlink('app/b', 'app/a'), symlink('app/c', 'a')],
        [symlink('other', 'app')],
        [file('other/d', token)],
      ]),
    );
    expect(secrets.map(({ place }) => place.kind === 'file' && [place.path, place.deleted])).toEqual([
      ['app/a', false],
      ['app/d', false],
    ]);
  });
});
