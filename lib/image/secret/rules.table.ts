import type { SecretRule } from './rule.ts';
import { charClasses, decodePrintable, entropy } from './value.ts';

const isRandom = (value: string): boolean => entropy(value) >= 3;

/** A token that its prefix gives away. `body` is a regular expression of characters and counts alone. */
const token = (id: string, title: string, prefixes: readonly string[], body: string, more: Partial<SecretRule> = {}): SecretRule => ({
  id,
  title,
  literals: prefixes,
  pattern: new RegExp(`(?<![A-Za-z0-9])(?<value>(?:${prefixes.map(literally).join('|')})${body})(?![A-Za-z0-9])`),
  standsAlone: true,
  before: 40,
  after: 520,
  isReal: isRandom,
  ...more,
});

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** A value under a name that gives it away; the names are compared as written. */
const named = (id: string, title: string, names: readonly string[], value: string, more: Partial<SecretRule> = {}): SecretRule => ({
  id,
  title,
  literals: names,
  pattern: new RegExp(`(?:${names.map(literally).join('|')})["']?\\s{0,8}(?:=>|:=|[:=])\\s{0,8}["']?(?<value>${value})`),
  before: 64,
  after: 700,
  isReal: isRandom,
  ...more,
});

const jwtHeader = (value: string): boolean => {
  const [header = '', payload = ''] = value.split('.');
  const text = decodePrintable(header);
  // The token that jwt.io shows is in countless documents.
  return text?.includes('"alg"') === true && !/1234567890|John Doe/.test(decodePrintable(payload) ?? '');
};

const userAndPassword = (value: string): boolean => {
  const text = decodePrintable(value);
  const colon = text?.indexOf(':') ?? -1;
  return text !== undefined && colon > 0 && text.length - colon > 3 && !/^(user|username):(pass|password)$/i.test(text);
};

const weakPassword = /^(pass(word|wd)?|pwd|secret|token|user(name)?|admin|root|test|none|null|xxx+|foo|bar|baz|key)$/i;
const urlPassword = (value: string, groups: { readonly [name: string]: string }): boolean =>
  !weakPassword.test(value) &&
  value !== groups['user'] &&
  !/^([\w-]+\.)*(example\.(com|org|net|test)|localhost|127\.0\.0\.1|host(name)?|server|proxy)$/i.test(groups['host'] ?? '') &&
  (charClasses(value) >= 2 || value.length >= 12);

/**
 * What stands between the marks of a PEM block whose first mark ends at `end`. By hand: the block may be 16 KB, and a pattern over that
 * much of somebody else's text could be made slow.
 */
const pemBody = (window: string, end: number): { readonly value: string; readonly start: number } | undefined => {
  const mark = window.lastIndexOf('-----BEGIN ', end);
  const stop = window.indexOf('-----', end);
  if (mark < 0 || window.slice(mark + 5, end - 5).includes('-') || !window.startsWith('-----END', stop)) return undefined;
  const value = window.slice(end, stop).replaceAll('\\n', '\n').replaceAll('\\r', '');
  return value.length < 64 || /[^A-Za-z0-9+/=\s:,.()_<>@-]/.test(value) ? undefined : { value, start: end };
};

const alnum = '[A-Za-z0-9]';
const url64 = '[A-Za-z0-9_-]';
const hex = '[a-f0-9]';

/** A row a kind of secret: forms that their issuers document. Ids are this product's own. */
export const secretRules: readonly SecretRule[] = [
  token('aws-access-key-id', 'AWS access key id', ['AKIA', 'ASIA', 'ABIA', 'ACCA'], '[A-Z2-7]{16}'),
  named(
    'aws-secret-access-key',
    'AWS secret access key',
    [
      'secret_access_key',
      'SECRET_ACCESS_KEY',
      'SecretAccessKey',
      'secretAccessKey',
      'aws_secret_key',
      'AWS_SECRET_KEY',
      'secretKey',
      'secret_key',
    ],
    '[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])',
    { isReal: (value) => entropy(value) >= 3.8 && charClasses(value) >= 3 },
  ),
  token('github-token', 'GitHub token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], `${alnum}{36,255}`),
  token('github-fine-grained-token', 'GitHub fine-grained token', ['github_pat_'], '[A-Za-z0-9_]{50,255}'),
  token(
    'gitlab-token',
    'GitLab token',
    ['glpat-', 'gldt-', 'glrt-', 'glcbt-', 'glptt-', 'glft-', 'glsoat-', 'glimt-', 'glagent-', 'gloas-'],
    `${url64}{20,255}`,
  ),
  token('slack-token', 'Slack token', ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxe-', 'xapp-'], '[A-Za-z0-9-]{20,250}'),
  token(
    'slack-webhook',
    'Slack webhook',
    ['https://hooks.slack.com/services/', 'https://hooks.slack.com/workflows/'],
    '[A-Za-z0-9+/]{40,100}',
  ),
  token(
    'discord-webhook',
    'Discord webhook',
    ['https://discord.com/api/webhooks/', 'https://discordapp.com/api/webhooks/'],
    '\\d{15,21}/[A-Za-z0-9_-]{60,80}',
  ),
  {
    id: 'teams-webhook',
    title: 'Microsoft Teams webhook',
    literals: ['.webhook.office.com/webhookb2/'],
    pattern: /(?<=webhookb2\/)(?<value>[a-f0-9@-]{36,80}\/IncomingWebhook\/[a-f0-9]{32}\/[a-f0-9-]{36})/,
    before: 40,
    after: 200,
    isReal: isRandom,
  },
  token('stripe-key', 'Stripe live key', ['sk_live_', 'rk_live_', 'sk_prod_', 'rk_prod_'], `${alnum}{16,250}`),
  token('stripe-webhook-secret', 'Stripe webhook secret', ['whsec_'], `${alnum}{32,64}`),
  token('npm-token', 'npm token', ['npm_'], `${alnum}{36}`),
  named('npm-registry-auth', 'npm registry credential', ['_authToken', '_auth', '_password'], '[A-Za-z0-9+/=_.~-]{8,512}', {
    files: ['.npmrc', 'npmrc', '.yarnrc', 'yarnrc', '.yarnrc.yml', 'yarnrc.yml'],
    isReal: (value) => entropy(value) >= 2.5,
  }),
  token('pypi-token', 'PyPI token', ['pypi-AgEIcHlwaS5vcmc', 'pypi-AgENdGVzdC5weXBpLm9yZ'], `${url64}{40,250}`),
  token('rubygems-key', 'RubyGems key', ['rubygems_'], `${hex}{48}`),
  token('crates-token', 'crates.io token', ['cio'], `${alnum}{32}`, {
    files: ['credentials', 'credentials.toml'],
    where: (path) => path.includes('.cargo/credentials'),
  }),
  token('docker-hub-token', 'Docker Hub token', ['dckr_pat_', 'dckr_oat_'], `${url64}{24,64}`),
  named('docker-auth', 'Registry credential', ['"auth"'], '[A-Za-z0-9+/]{8,512}={0,2}(?=["\'])', {
    files: ['.dockercfg', '.dockerconfigjson', 'config.json', 'auth.json'],
    isReal: userAndPassword,
  }),
  token('openai-key', 'OpenAI key', ['sk-proj-', 'sk-svcacct-', 'sk-admin-'], `${url64}{40,250}`),
  {
    ...token('openai-legacy-key', 'OpenAI key', ['T3BlbkFJ'], ''),
    standsAlone: false,
    pattern: new RegExp(`(?<![A-Za-z0-9])(?<value>sk-${alnum}{20}T3BlbkFJ${alnum}{20})(?![A-Za-z0-9])`),
    before: 64,
  },
  token('anthropic-key', 'Anthropic key', ['sk-ant-api', 'sk-ant-admin', 'sk-ant-oat'], `\\d\\d-${url64}{60,200}`),
  token('huggingface-token', 'Hugging Face token', ['hf_', 'api_org_'], '[A-Za-z]{34}'),
  token('groq-key', 'Groq key', ['gsk_'], `${alnum}{48,60}`),
  token('xai-key', 'xAI key', ['xai-'], `${alnum}{70,90}`),
  token('perplexity-key', 'Perplexity key', ['pplx-'], `${alnum}{40,60}`),
  token('replicate-token', 'Replicate token', ['r8_'], `${alnum}{37}`),
  token('google-api-key', 'Google API key', ['AIza'], `${url64}{35}`),
  token('google-oauth-secret', 'Google OAuth client secret', ['GOCSPX-'], `${url64}{28}`),
  token('google-oauth-token', 'Google OAuth access token', ['ya29.'], '[A-Za-z0-9_.-]{40,500}'),
  named(
    'azure-storage-key',
    'Azure storage account key',
    ['AccountKey', 'SharedAccessKey', 'accountKey'],
    '[A-Za-z0-9+/]{43}(?:[A-Za-z0-9+/]{43}=)?=',
  ),
  {
    ...token('azure-client-secret', 'Azure client secret', ['Q~'], ''),
    standsAlone: false,
    pattern: /(?<![\w~.-])(?<value>[\w~.-]{3}\dQ~[\w~.-]{31,34})(?![\w~.-])/,
    before: 16,
    after: 64,
  },
  token('digitalocean-token', 'DigitalOcean token', ['dop_v1_', 'doo_v1_', 'dor_v1_'], `${hex}{64}`),
  token('heroku-key', 'Heroku key', ['HRKU-'], `${url64}{36,70}`),
  token('databricks-token', 'Databricks token', ['dapi'], `${hex}{32}(?:-\\d)?`),
  token('vault-token', 'HashiCorp Vault token', ['hvs.', 'hvb.', 'hvr.'], `${url64}{24,300}`),
  {
    ...token('terraform-cloud-token', 'Terraform Cloud token', ['.atlasv1.'], ''),
    standsAlone: false,
    pattern: /(?<![A-Za-z0-9])(?<value>[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70})/,
    before: 32,
    after: 96,
  },
  token('age-secret-key', 'age secret key', ['AGE-SECRET-KEY-1'], '[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}'),
  token('shopify-token', 'Shopify token', ['shpat_', 'shpss_', 'shpca_', 'shppa_'], '[a-fA-F0-9]{32}'),
  token('square-token', 'Square token', ['sq0atp-', 'sq0csp-', 'sq0idp-'], `${url64}{22,60}`),
  token('sendgrid-key', 'SendGrid key', ['SG.'], `${url64}{20,24}\\.${url64}{39,50}`),
  token('mailgun-key', 'Mailgun key', ['key-'], `${hex}{32}`),
  {
    ...token('mailchimp-key', 'Mailchimp key', ['-us'], ''),
    standsAlone: false,
    pattern: /(?<![a-f0-9])(?<value>[a-f0-9]{32}-us\d{1,2})(?![A-Za-z0-9])/,
    before: 40,
    after: 8,
  },
  {
    ...token('telegram-bot-token', 'Telegram bot token', [':AA'], ''),
    standsAlone: false,
    pattern: /(?<![A-Za-z0-9])(?<value>\d{8,10}:AA[A-Za-z0-9_-]{33})(?![A-Za-z0-9_-])/,
    before: 16,
    after: 40,
  },
  named(
    'twilio-auth-token',
    'Twilio auth token',
    ['TWILIO_AUTH_TOKEN', 'twilio_auth_token', 'twilioAuthToken', 'TWILIO_API_SECRET'],
    '[A-Za-z0-9]{32}',
  ),
  token('linear-key', 'Linear key', ['lin_api_', 'lin_oauth_'], `${alnum}{40,64}`),
  token('new-relic-key', 'New Relic key', ['NRAK-', 'NRJS-', 'NRII-'], '[A-Za-z0-9_-]{19,40}'),
  token('grafana-token', 'Grafana token', ['glsa_', 'glc_'], '[A-Za-z0-9_=+/]{32,400}'),
  token('postman-key', 'Postman key', ['PMAK-'], `${hex}{24}-${hex}{34}`),
  token('pulumi-token', 'Pulumi token', ['pul-'], `${hex}{40}`),
  token('planetscale-token', 'PlanetScale token', ['pscale_tkn_', 'pscale_pw_', 'pscale_oauth_'], '[A-Za-z0-9=_.-]{32,64}'),
  token('supabase-token', 'Supabase token', ['sbp_', 'sb_secret_'], `${alnum}{30,64}`),
  token('doppler-token', 'Doppler token', ['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.'], '[A-Za-z0-9.]{40,80}'),
  token('dynatrace-token', 'Dynatrace token', ['dt0c01.', 'dt0s01.'], '[A-Z0-9]{24}\\.[A-Z0-9]{64}'),
  token('sentry-token', 'Sentry token', ['sntrys_', 'sntryu_'], '[A-Za-z0-9_=+/-]{40,400}'),
  token('atlassian-token', 'Atlassian token', ['ATATT3', 'ATCTT3', 'ATBB'], '[A-Za-z0-9_=-]{24,250}'),
  token('alibaba-access-key', 'Alibaba Cloud access key', ['LTAI'], `${alnum}{17,21}`),
  token('fly-token', 'Fly.io token', ['fm2_', 'fo1_'], '[A-Za-z0-9+/=_,-]{40,500}'),
  token('figma-token', 'Figma token', ['figd_'], `${url64}{40,60}`),
  token('notion-token', 'Notion token', ['ntn_'], `${alnum}{40,50}`),
  token('airtable-token', 'Airtable token', ['pat'], `${alnum}{14}\\.${hex}{64}`, {
    literals: ['pat'],
    own: true,
  }),
  token('buildkite-token', 'Buildkite token', ['bkua_', 'bkaj_'], `${hex}{40}`),
  token('clojars-token', 'Clojars token', ['CLOJARS_'], `${hex}{60}`),
  token('easypost-key', 'EasyPost key', ['EZAK', 'EZTK'], `${alnum}{54}`),
  token('infracost-key', 'Infracost key', ['ico-'], `${alnum}{32}`),
  token('octopus-key', 'Octopus Deploy key', ['API-'], '[A-Z0-9]{26,32}'),
  token('openshift-token', 'OpenShift token', ['sha256~'], `${url64}{43}`),
  token('prefect-key', 'Prefect key', ['pnu_'], `${alnum}{36}`),
  token('sourcegraph-token', 'Sourcegraph token', ['sgp_'], '(?:[a-f0-9]{16}_|local_)?[a-f0-9]{40}'),
  token('typeform-token', 'Typeform token', ['tfp_'], '[A-Za-z0-9_.-]{40,80}'),
  token('readme-key', 'ReadMe key', ['rdme_'], '[a-z0-9]{70}'),
  token('duffel-token', 'Duffel token', ['duffel_live_'], `${url64}{43}`),
  token('flutterwave-key', 'Flutterwave key', ['FLWSECK-'], `${hex}{32}-X`),
  token('frameio-token', 'Frame.io token', ['fio-u-'], '[A-Za-z0-9_=-]{64}'),
  token('artifactory-key', 'JFrog Artifactory key', ['AKCp'], `${alnum}{60,80}`),
  token('artifactory-reference-token', 'JFrog reference token', ['cmVmdGtu'], `${alnum}{56}`),
  token('1password-token', '1Password service account token', ['ops_eyJ'], '[A-Za-z0-9+/=]{200,500}', { after: 560 }),
  {
    id: 'json-web-token',
    title: 'JSON Web Token',
    literals: ['eyJ'],
    standsAlone: true,
    pattern: /(?<![A-Za-z0-9_-])(?<value>eyJ[A-Za-z0-9_-]{10,400}\.eyJ[A-Za-z0-9_-]{10,1200}\.[A-Za-z0-9_-]{20,700})(?![A-Za-z0-9_-])/,
    before: 8,
    after: 2400,
    isReal: jwtHeader,
  },
  {
    id: 'private-key',
    title: 'Private key',
    literals: ['PRIVATE KEY-----', 'PRIVATE KEY BLOCK-----'],
    extract: pemBody,
    before: 64,
    after: 16_384,
    isReal: (value) => /[A-Za-z0-9+/]{32}/.test(value) && entropy(value) >= 3.5,
  },
  named('kubeconfig-client-key', 'Client key in a kubeconfig', ['client-key-data'], '[A-Za-z0-9+/]{100,8192}={0,2}', {
    after: 9000,
    mostPlaces: 500,
    isReal: (value) => decodePrintable(value)?.includes('PRIVATE KEY') === true,
  }),
  {
    id: 'url-password',
    title: 'Password in a URL',
    literals: ['://'],
    pattern: /[a-z][a-z0-9+.-]{1,20}:\/\/(?<user>[^\s:/@"'`<>\\]{0,64}):(?<value>[^\s/@"'`<>\\]{4,128})@(?<host>[A-Za-z0-9.-]{1,120})/i,
    before: 24,
    after: 340,
    isReal: urlPassword,
    own: true,
  },
  {
    id: 'netrc-password',
    title: 'Password in .netrc',
    literals: ['password', 'passwd'],
    pattern: /(?:password|passwd)\s{1,8}(?<value>\S{4,256})/,
    before: 9,
    after: 300,
    files: ['.netrc', '_netrc'],
  },
  {
    id: 'pgpass-password',
    title: 'Password in .pgpass',
    literals: [':'],
    pattern: /^(?:[^:\n]{1,100}:){4}(?<value>[^:\s]{4,256})$/m,
    before: 300,
    after: 300,
    files: ['.pgpass'],
  },
  {
    id: 'htpasswd-hash',
    title: 'Password hash',
    literals: [':$apr1$', ':$2y$', ':$2a$', ':$2b$', ':{SHA}'],
    pattern: /:[${](?<value>apr1\$[./A-Za-z0-9$]{20,40}|2[aby]\$\d\d\$[./A-Za-z0-9]{53}|SHA\}[A-Za-z0-9+/]{27}=)/,
    before: 8,
    after: 80,
    files: ['.htpasswd', 'htpasswd'],
  },
];
