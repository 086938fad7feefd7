import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectImage } from '../../lib/image/inspect.ts';
import { secretRules } from '../../lib/image/secret/rules.table.ts';
import { createSecretScan, type FoundSecret, secretsInText } from '../../lib/image/secret/scan.ts';
import { file, imageOfLayers, slices } from './build.ts';

// Samples are made here, so that no text in this repository has the form of a live credential.
const digest = (seed: string): string =>
  createHash('sha512').update(seed).digest('base64').replace(/[+/=]/g, '') +
  createHash('sha512').update(`${seed}2`).digest('base64').replace(/[+/=]/g, '');
const mixed = (length: number, seed = 'a'): string => digest(seed).repeat(4).slice(0, length);
const hex = (length: number, seed = 'a'): string => createHash('sha512').update(seed).digest('hex').repeat(4).slice(0, length);
const upper = (length: number): string =>
  mixed(400)
    .toUpperCase()
    .replace(/[^A-Z2-7]/g, '')
    .slice(0, length);
const letters = (length: number): string =>
  mixed(600)
    .replace(/[^A-Za-z]/g, '')
    .slice(0, length);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const url64 = (text: string): string => Buffer.from(text).toString('base64url');
const pem = (body: string): string => `-----BEGIN RSA ${'PRIVATE'} KEY-----\n${body}\n-----END RSA ${'PRIVATE'} KEY-----`;
const jwt = (payload: string): string => `${url64('{"alg":"HS256","typ":"JWT"}')}.${url64(payload)}.${mixed(43)}`;

const samples: readonly (readonly [rule: string, path: string, text: string])[] = [
  ['aws-access-key-id', 'app/x', `AK${'IA'}${upper(16)}`],
  ['aws-secret-access-key', 'app/x', `aws_secret_access_key = ${mixed(40)}`],
  ['github-token', 'app/x', `ghp${'_'}${mixed(36)}`],
  ['github-fine-grained-token', 'app/x', `github${'_pat_'}${mixed(82)}`],
  ['gitlab-token', 'app/x', `glpat${'-'}${mixed(20)}`],
  ['slack-token', 'app/x', `xoxb${'-'}123456789012-${mixed(24)}`.replace('123456789012', '908172635401')],
  ['slack-webhook', 'app/x', `https://hooks.slack.com/services/T${upper(8)}/B${upper(8)}/${mixed(24)}`],
  ['discord-webhook', 'app/x', `https://discord.com/api/webhooks/908172635401928374/${mixed(68)}`],
  ['teams-webhook', 'app/x', `https://x.webhook.office.com/webhookb2/${hex(36)}@${hex(36, 'b')}/IncomingWebhook/${hex(32)}/${hex(36)}`],
  ['stripe-key', 'app/x', `sk${'_live_'}${mixed(24)}`],
  ['stripe-webhook-secret', 'app/x', `whsec${'_'}${mixed(32)}`],
  ['npm-token', 'app/x', `npm${'_'}${mixed(36)}`],
  ['npm-registry-auth', 'root/.npmrc', `//registry.test/:_authToken=${hex(8)}-${hex(4)}-${hex(12)}`],
  ['pypi-token', 'app/x', `pypi${'-'}AgEIcHlwaS5vcmc${mixed(60)}`],
  ['rubygems-key', 'app/x', `rubygems${'_'}${hex(48)}`],
  ['crates-token', 'root/.cargo/credentials.toml', `token = "cio${mixed(32)}"`],
  ['docker-hub-token', 'app/x', `dckr${'_pat_'}${mixed(27)}`],
  ['docker-auth', 'root/.docker/config.json', `{"auths":{"r.test":{"auth":"${base64(`ci:${mixed(12)}`)}"}}}`],
  ['openai-key', 'app/x', `sk${'-proj-'}${mixed(48)}`],
  ['openai-legacy-key', 'app/x', `sk-${mixed(20)}T3Blb${'kFJ'}${mixed(20, 'b')}`],
  ['anthropic-key', 'app/x', `sk-ant${'-api'}03-${mixed(93)}`],
  ['huggingface-token', 'app/x', `hf${'_'}${letters(34)}`],
  ['groq-key', 'app/x', `gsk${'_'}${mixed(52)}`],
  ['xai-key', 'app/x', `xai${'-'}${mixed(80)}`],
  ['perplexity-key', 'app/x', `pplx${'-'}${mixed(48)}`],
  ['replicate-token', 'app/x', `r8${'_'}${mixed(37)}`],
  ['google-api-key', 'app/x', `AI${'za'}${mixed(35)}`],
  ['google-oauth-secret', 'app/x', `GOCSPX${'-'}${mixed(28)}`],
  ['google-oauth-token', 'app/x', `ya29${'.'}${mixed(80)}`],
  ['azure-storage-key', 'app/x', `AccountKey=${mixed(86)}==`],
  ['azure-client-secret', 'app/x', `${mixed(3)}8Q${'~'}${mixed(34, 'b')}`],
  ['digitalocean-token', 'app/x', `dop${'_v1_'}${hex(64)}`],
  ['heroku-key', 'app/x', `HRKU${'-'}${mixed(60)}`],
  ['databricks-token', 'app/x', `da${'pi'}${hex(32)}`],
  ['vault-token', 'app/x', `hvs${'.'}${mixed(95)}`],
  ['terraform-cloud-token', 'app/x', `${mixed(14)}.atlas${'v1'}.${mixed(67, 'b')}`],
  ['age-secret-key', 'app/x', `AGE-SECRET${'-KEY-1'}${'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L'.repeat(2).slice(0, 58)}`],
  ['shopify-token', 'app/x', `shpat${'_'}${hex(32)}`],
  ['square-token', 'app/x', `sq0atp${'-'}${mixed(22)}`],
  ['sendgrid-key', 'app/x', `SG${'.'}${mixed(22)}.${mixed(43, 'b')}`],
  ['mailgun-key', 'app/x', `key${'-'}${hex(32)}`],
  ['mailchimp-key', 'app/x', `${hex(32)}-${'us'}12`],
  ['telegram-bot-token', 'app/x', `9081726354:${'AA'}${mixed(33)}`],
  ['twilio-auth-token', 'app/x', `TWILIO_AUTH_TOKEN=${hex(32)}`],
  ['linear-key', 'app/x', `lin_${'api_'}${mixed(40)}`],
  ['new-relic-key', 'app/x', `NRAK${'-'}${upper(27)}`],
  ['grafana-token', 'app/x', `glsa${'_'}${mixed(32)}_${hex(8)}`],
  ['postman-key', 'app/x', `PMAK${'-'}${hex(24)}-${hex(34, 'b')}`],
  ['pulumi-token', 'app/x', `pul${'-'}${hex(40)}`],
  ['planetscale-token', 'app/x', `pscale${'_tkn_'}${mixed(43)}`],
  ['supabase-token', 'app/x', `sbp${'_'}${hex(40)}`],
  ['doppler-token', 'app/x', `dp${'.pt.'}${mixed(43)}`],
  ['dynatrace-token', 'app/x', `dt0c01${'.'}${upper(24)}.${upper(64)}`],
  ['sentry-token', 'app/x', `sntrys${'_'}${mixed(80)}`],
  ['atlassian-token', 'app/x', `ATATT3${mixed(186)}`],
  ['alibaba-access-key', 'app/x', `LT${'AI'}${mixed(20)}`],
  ['fly-token', 'app/x', `fm2${'_'}${mixed(120)}`],
  ['figma-token', 'app/x', `figd${'_'}${mixed(43)}`],
  ['notion-token', 'app/x', `ntn${'_'}${mixed(46)}`],
  ['airtable-token', 'app/x', `pat${mixed(14)}.${hex(64)}`],
  ['buildkite-token', 'app/x', `bkua${'_'}${hex(40)}`],
  ['clojars-token', 'app/x', `CLOJARS${'_'}${hex(60)}`],
  ['easypost-key', 'app/x', `EZ${'AK'}${mixed(54)}`],
  ['infracost-key', 'app/x', `ico${'-'}${mixed(32)}`],
  ['octopus-key', 'app/x', `API${'-'}${upper(30)}`],
  ['openshift-token', 'app/x', `sha256${'~'}${mixed(43)}`],
  ['prefect-key', 'app/x', `pnu${'_'}${mixed(36)}`],
  ['sourcegraph-token', 'app/x', `sgp${'_'}${hex(40)}`],
  ['typeform-token', 'app/x', `tfp${'_'}${mixed(59)}`],
  ['readme-key', 'app/x', `rdme${'_'}${hex(70)}`],
  ['duffel-token', 'app/x', `duffel${'_live_'}${mixed(43)}`],
  ['flutterwave-key', 'app/x', `FLWSECK${'-'}${hex(32)}-X`],
  ['frameio-token', 'app/x', `fio${'-u-'}${mixed(64)}`],
  ['artifactory-key', 'app/x', `AK${'Cp'}${mixed(69)}`],
  ['artifactory-reference-token', 'app/x', `cmVm${'dGtu'}${mixed(56)}`],
  ['1password-token', 'app/x', `ops_${'eyJ'}${mixed(250)}`],
  ['json-web-token', 'app/x', jwt('{"sub":"deploy","iat":1790000000}')],
  ['private-key', 'app/x', pem(mixed(64, 'k').concat('\n', mixed(64, 'l')))],
  ['kubeconfig-client-key', 'root/.kube/config', `client-key-data: ${base64(pem(mixed(120)))}`],
  ['url-password', 'app/settings.ini', 'postgres://app:S3rp-Anker@db.internal:5432/app'],
  ['netrc-password', 'root/.netrc', 'machine git.internal login ci password Anker-77-Tau'],
  ['pgpass-password', 'root/.pgpass', 'db.internal:5432:app:app:Anker-77-Tau'],
  ['htpasswd-hash', 'etc/nginx/.htpasswd', `ci:$2${'y'}$10$${mixed(53)}`],
];

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
