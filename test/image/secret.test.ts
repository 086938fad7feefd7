import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectImage } from '../../lib/image/inspect.ts';
import { secretRules } from '../../lib/image/secret/rules.table.ts';
import { createSecretScan, type FoundSecret, secretsInText } from '../../lib/image/secret/scan.ts';
import { file, imageOfLayers, slices } from './build.ts';
import { hex, jwt, mixed, pem, samplesOf, upper } from './secret-samples.ts';

const samples = samplesOf('a');

const rulesOf = (path: string, text: string): string[] => secretsInText(text, path).found.map(({ rule }) => rule);

describe('secrets', () => {
  it.each(samples)('finds %s', (rule, path, text) => {
    expect(rulesOf(path, `first = 1\n${text}\nlast = 2\n`)).toContain(rule);
  });

  it('has a sample for every rule', () => {
    expect(new Set(samples.map(([rule]) => rule))).toEqual(new Set(secretRules.map(({ id }) => id)));
  });

  it.each([
    ['app/.env', `API_KEY=${hex(32)}`],
    ['app/config.yaml', `database:\n  password: "Tau-Anker-77"\n`],
    ['app/terraform.tfstate', `{"resources":[{"instances":[{"attributes":{"password":"kX9-lotse-41"}}]}]}`],
    ['app/settings.py', `SECRET_KEY = "${mixed(40)}"`],
    ['app/application.properties', `spring.datasource.password=Tau-Anker-77`],
    ['app/config.yaml', `api_key: ${hex(20)}`],
    ['app/config.yaml', `password: "${hex(20, 'p')}"`],
    ['app/main.go', `apiKey := "${hex(24)}"`],
    ['app/main.py', `token = "${hex(22).toUpperCase()}"`],
  ])('finds a value under a telling name in %s', (path, text) => {
    expect(rulesOf(path, text)).toEqual(['secret-assignment']);
  });

  it.each([
    ['the example of AWS', 'app/x', `AK${'IA'}IOSFODNN7EXAMPLE`],
    ['a variable', 'app/.env', 'PASSWORD=$DB_PASSWORD\nTOKEN=%{TOKEN}\nAPI_KEY={{ key }}'],
    ['a placeholder', 'app/.env', 'PASSWORD=changeme\nAPI_KEY=your-api-key-here\nSECRET=xxxxxxxxxxxxxxxx'],
    ['a file that holds it', 'app/.env', 'PASSWORD_FILE=/run/secrets/db\nTOKEN_URL=https://login.internal/token'],
    ['code that reads it', 'app/main.py', 'password = os.environ["PASSWORD"]\ntoken = get_token(request)\n'],
    ['an address for show', 'app/x', 'https://user:password@example.com/\nhttp://admin:admin@localhost:8080'],
    ['a public key', 'app/x', `-----BEGIN PUBLIC KEY-----\n${mixed(64)}\n-----END PUBLIC KEY-----`],
    ['the token of jwt.io', 'app/x', jwt('{"sub":"1234567890","name":"John Doe","iat":1516239022}')],
    ['a checksum', 'app/package-lock.json', `{"integrity":"sha512-${mixed(86)}=="}`],
    ['a key in the tests of a dependency', 'app/node_modules/x/test/key.pem', pem(mixed(128))],
    ['a key without a body', 'app/x', pem('...')],
    ['a longer word', 'app/x', `x${'AK'}IA${upper(40)}`],
    ['the token of an assembly', 'app/Web.config', 'publicKeyToken="b77a5c561934e089"\nPublicKeyToken=31bf3856ad364e35'],
    [
      'words with a number',
      'app/config.yaml',
      'api_key: productionaccesskey2026\ntoken: release2026candidate07build\nsecret: 20261122103000120000',
    ],
    ['a key in a test of the Go toolchain', 'usr/local/go/src/crypto/tls/example_test.go', pem(mixed(128))],
    [
      'what Jasypt or SOPS has locked',
      'app/x.properties',
      'db.password=ENC(mYRkg+4Q4hua1kvpCCI2hg==)\napi.token: ENC[AES256_GCM,data:p673w=,tag:a7Q=]',
    ],
    ['a choice', 'opt/x/default.properties', '#imq.jdbc.needpassword=[true|false]'],
    ['a class', 'opt/x/add-user.properties', 'password.checker=org.acme.security.password.SimpleStrengthChecker'],
    ['a setting about passwords', 'etc/x.conf', 'password_encryption = scram-sha-256\nauth_token_length = 32\n'],
  ])('passes over %s', (_, path, text) => {
    expect(rulesOf(path, text)).toEqual([]);
  });

  it('never lets a value out: first 4 characters and a fingerprint', async () => {
    const secret = `ghp${'_'}${mixed(36)}`;
    const { image, source } = imageOfLayers([[file('app/x', `\n\n${secret}`)], [file('app/.wh.x')]], {
      config: { Env: [`TOKEN=${secret}`, 'DB_PASSWORD=hunter22'], Labels: { note: secret } },
      history: [{ created_by: `RUN login ${secret}` }, { created_by: 'RUN rm app/x' }],
    });
    const content = await inspectImage({ image, source });
    const text = JSON.stringify(content);
    expect(text).not.toContain(secret);
    expect(text).not.toContain('hunter22');
    expect(content.secrets.map(({ place }) => (place.kind === 'file' ? [place.path, place.line, place.deleted] : place.pointer))).toEqual([
      ['app/x', 3, true],
      '/config/Env/0',
      '/config/Env/1',
      '/config/Labels/note',
      '/history/0/created_by',
    ]);
  });

  it('lets no value of a secret variable out of the history, whatever it looks like', async () => {
    const { image, source } = imageOfLayers([[file('app/x')]], {
      config: {
        Env: ['API_TOKEN=plainvalue'],
        Cmd: ['run', '--db-password=plainvalue'],
        Labels: { 'com.acme.api-token': 'plainvalue', note: 'n' },
      },
      history: [
        { created_by: '/bin/sh -c #(nop) ENV PATH=/bin API_TOKEN=plainvalue' },
        { created_by: 'ARG DB_PASSWORD="plainvalue of two words"' },
        { created_by: "RUN |1 DB_PASSWORD='plainvalue' /bin/sh -c make && TOKEN=$(cat /run/secrets/t) x=1 TOKEN_FILE=/run/t # buildkit" },
      ],
    });
    const content = await inspectImage({ image, source });
    expect(JSON.stringify(content)).not.toContain('plainvalue');
    const commands = content.config.history.map((step) => step.createdBy);
    expect(commands).toEqual([
      '/bin/sh -c #(nop) ENV PATH=/bin API_TOKEN=plai***',
      'ARG DB_PASSWORD="plai***"',
      "RUN |1 DB_PASSWORD='plai***' /bin/sh -c make && TOKEN=$(cat /run/secrets/t) x=1 TOKEN_FILE=/run/t # buildkit",
    ]);
  });

  it('finds the same however the content is cut', () => {
    const text = Buffer.from(samples.map(([, , sample]) => `${'padding text '.repeat(900)}\n${sample}\n`).join(''));
    const scan = (size: number): string[] => {
      let found: FoundSecret[] = [];
      const take = createSecretScan('app/x.txt', (result) => {
        found = [...result.found];
      });
      const pieces = [...slices(text, size)];
      for (const [index, piece] of pieces.entries()) take?.(piece, index === pieces.length - 1);
      return found.map(({ rule, line }) => `${rule}:${line}`);
    };
    const whole = scan(text.length);
    expect(whole.length).toBeGreaterThan(40);
    expect(scan(1 << 16)).toEqual(whole);
    expect(scan(7777)).toEqual(whole);
  });

  it.each([
    ['places of a rule', 'app/x', `${'sk_live_ '.repeat(4_001)}\n`, ['secret-windows']],
    ['exactly as many places as are looked at', 'app/x', 'sk_live_ '.repeat(4_000), []],
    ['places of settings', 'app/config.env', 'password\n'.repeat(50_001), ['secret-windows']],
    ['secrets', 'app/x', Array.from({ length: 51 }, (_, at) => `ghp${'_'}${mixed(36, `s${at}`)}\n`).join(''), ['too-many-secrets']],
    [
      'exactly as many secrets as are told',
      'app/x',
      Array.from({ length: 50 }, (_, at) => `ghp${'_'}${mixed(36, `s${at}`)}\n`).join(''),
      [],
    ],
  ])('says so when a file has more %s than it takes', async (_, path, text, codes) => {
    const { incomplete } = await inspectImage(imageOfLayers([[file(path, text)]]));
    expect(incomplete.map((why) => [why.code, why.path])).toEqual(codes.map((code) => [code, path]));
  });

  it('shows nothing of a configuration text that it did not search to its end', async () => {
    const label = Array.from({ length: 60 }, (_, at) => `ghp${'_'}${mixed(36, `s${at}`)}`).join(' ');
    const { config, incomplete, secrets } = await inspectImage(imageOfLayers([], { config: { Labels: { note: label } } }));
    expect(config.labels).toEqual({ note: '***' });
    expect(incomplete.map(({ code, path }) => [code, path])).toEqual([['too-many-secrets', '/config/Labels/note']]);
    expect(secrets).toHaveLength(50);
  });

  it('counts the problems that it has no room to tell', async () => {
    const broken = Array.from({ length: 103 }, (_, at) => file(`app/${at}`, 'sk_live_ '.repeat(4_001)));
    const { incomplete } = await inspectImage(imageOfLayers([broken]));
    expect(incomplete).toHaveLength(101);
    expect(incomplete.at(-1)).toMatchObject({ code: 'too-many-problems', message: expect.stringMatching(/^3 /) });
  });

  it('stays quick on text made to be slow', () => {
    const pieces = [
      'a',
      'A',
      '-',
      '_',
      ' ',
      '\n',
      'password=',
      '://a:b',
      'eyJ',
      '-----BEGIN PRIVATE KEY-----',
      'AKIA',
      '"auth":"',
      'key-',
      'secret_key==',
    ];
    for (const piece of pieces) {
      const text = Buffer.from(piece.repeat(Math.ceil(200_000 / piece.length)));
      const before = process.cpuUsage();
      secretsInText(text.toString(), 'app/config.env');
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1000, JSON.stringify(piece)).toBeLessThan(400);
    }
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 2000 }),
        fc.constantFrom('app/.env', 'app/x', 'root/.pgpass', 'root/.netrc'),
        (bytes, path) => {
          createSecretScan(path, () => {})?.(bytes, true);
        },
      ),
    );
  });
});
