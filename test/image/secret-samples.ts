import { createHash } from 'node:crypto';

// Samples are made here, so that no text in this repository has the form of a live credential.
const digest = (seed: string): string =>
  createHash('sha512').update(seed).digest('base64').replace(/[+/=]/g, '') +
  createHash('sha512').update(`${seed}2`).digest('base64').replace(/[+/=]/g, '');
export const mixed = (length: number, seed = 'a'): string => digest(seed).repeat(4).slice(0, length);
export const hex = (length: number, seed = 'a'): string => createHash('sha512').update(seed).digest('hex').repeat(4).slice(0, length);
export const upper = (length: number, seed = 'a'): string =>
  mixed(400, seed)
    .toUpperCase()
    .replace(/[^A-Z2-7]/g, '')
    .slice(0, length);
const letters = (length: number, seed = 'a'): string =>
  mixed(600, seed)
    .replace(/[^A-Za-z]/g, '')
    .slice(0, length);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const url64 = (text: string): string => Buffer.from(text).toString('base64url');
export const pem = (body: string): string => `-----BEGIN RSA ${'PRIVATE'} KEY-----\n${body}\n-----END RSA ${'PRIVATE'} KEY-----`;
export const jwt = (payload: string, seed = 'a'): string => `${url64('{"alg":"HS256","typ":"JWT"}')}.${url64(payload)}.${mixed(43, seed)}`;
const bech32 = (seed: string): string =>
  hex(58, seed).replace(/[0-9a-f]/g, (digit) => 'QPZRY9X8GF2TVDW0'.charAt(Number.parseInt(digit, 16)));

export type Sample = readonly [rule: string, path: string, text: string];

/** One of each kind. Of two seeds no value is the same. */
export const samplesOf = (seed: string): readonly Sample[] => [
  ['aws-access-key-id', 'app/x', `AK${'IA'}${upper(16, seed)}`],
  ['aws-secret-access-key', 'app/x', `aws_secret_access_key = ${mixed(40, seed)}`],
  ['github-token', 'app/x', `ghp${'_'}${mixed(36, seed)}`],
  ['github-fine-grained-token', 'app/x', `github${'_pat_'}${mixed(82, seed)}`],
  ['gitlab-token', 'app/x', `glpat${'-'}${mixed(20, seed)}`],
  ['slack-token', 'app/x', `xoxb${'-'}123456789012-${mixed(24, seed)}`.replace('123456789012', '908172635401')],
  ['slack-webhook', 'app/x', `https://hooks.slack.com/services/T${upper(8, seed)}/B${upper(8, seed)}/${mixed(24, seed)}`],
  ['discord-webhook', 'app/x', `https://discord.com/api/webhooks/908172635401928374/${mixed(68, seed)}`],
  [
    'teams-webhook',
    'app/x',
    `https://x.webhook.office.com/webhookb2/${hex(36, seed)}@${hex(36, `${seed}b`)}/IncomingWebhook/${hex(32, seed)}/${hex(36, seed)}`,
  ],
  ['stripe-key', 'app/x', `sk${'_live_'}${mixed(24, seed)}`],
  ['stripe-webhook-secret', 'app/x', `whsec${'_'}${mixed(32, seed)}`],
  ['npm-token', 'app/x', `npm${'_'}${mixed(36, seed)}`],
  ['npm-registry-auth', 'root/.npmrc', `//registry.test/:_authToken=${hex(8, seed)}-${hex(4, seed)}-${hex(12, seed)}`],
  ['pypi-token', 'app/x', `pypi${'-'}AgEIcHlwaS5vcmc${mixed(60, seed)}`],
  ['rubygems-key', 'app/x', `rubygems${'_'}${hex(48, seed)}`],
  ['crates-token', 'root/.cargo/credentials.toml', `token = "cio${mixed(32, seed)}"`],
  ['docker-hub-token', 'app/x', `dckr${'_pat_'}${mixed(27, seed)}`],
  ['docker-auth', 'root/.docker/config.json', `{"auths":{"r.test":{"auth":"${base64(`ci:${mixed(12, seed)}`)}"}}}`],
  ['openai-key', 'app/x', `sk${'-proj-'}${mixed(48, seed)}`],
  ['openai-legacy-key', 'app/x', `sk-${mixed(20, seed)}T3Blb${'kFJ'}${mixed(20, `${seed}b`)}`],
  ['anthropic-key', 'app/x', `sk-ant${'-api'}03-${mixed(93, seed)}`],
  ['huggingface-token', 'app/x', `hf${'_'}${letters(34, seed)}`],
  ['groq-key', 'app/x', `gsk${'_'}${mixed(52, seed)}`],
  ['xai-key', 'app/x', `xai${'-'}${mixed(80, seed)}`],
  ['perplexity-key', 'app/x', `pplx${'-'}${mixed(48, seed)}`],
  ['replicate-token', 'app/x', `r8${'_'}${mixed(37, seed)}`],
  ['google-api-key', 'app/x', `AI${'za'}${mixed(35, seed)}`],
  ['google-oauth-secret', 'app/x', `GOCSPX${'-'}${mixed(28, seed)}`],
  ['google-oauth-token', 'app/x', `ya29${'.'}${mixed(80, seed)}`],
  ['azure-storage-key', 'app/x', `AccountKey=${mixed(86, seed)}==`],
  ['azure-client-secret', 'app/x', `${mixed(3, seed)}8Q${'~'}${mixed(34, `${seed}b`)}`],
  ['digitalocean-token', 'app/x', `dop${'_v1_'}${hex(64, seed)}`],
  ['heroku-key', 'app/x', `HRKU${'-'}${mixed(60, seed)}`],
  ['databricks-token', 'app/x', `da${'pi'}${hex(32, seed)}`],
  ['vault-token', 'app/x', `hvs${'.'}${mixed(95, seed)}`],
  ['terraform-cloud-token', 'app/x', `${mixed(14, seed)}.atlas${'v1'}.${mixed(67, `${seed}b`)}`],
  ['age-secret-key', 'app/x', `AGE-SECRET${'-KEY-1'}${bech32(seed)}`],
  ['shopify-token', 'app/x', `shpat${'_'}${hex(32, seed)}`],
  ['square-token', 'app/x', `sq0atp${'-'}${mixed(22, seed)}`],
  ['sendgrid-key', 'app/x', `SG${'.'}${mixed(22, seed)}.${mixed(43, `${seed}b`)}`],
  ['mailgun-key', 'app/x', `key${'-'}${hex(32, seed)}`],
  ['mailchimp-key', 'app/x', `${hex(32, seed)}-${'us'}12`],
  ['telegram-bot-token', 'app/x', `9081726354:${'AA'}${mixed(33, seed)}`],
  ['twilio-auth-token', 'app/x', `TWILIO_AUTH_TOKEN=${hex(32, seed)}`],
  ['linear-key', 'app/x', `lin_${'api_'}${mixed(40, seed)}`],
  ['new-relic-key', 'app/x', `NRAK${'-'}${upper(27, seed)}`],
  ['grafana-token', 'app/x', `glsa${'_'}${mixed(32, seed)}_${hex(8, seed)}`],
  ['postman-key', 'app/x', `PMAK${'-'}${hex(24, seed)}-${hex(34, `${seed}b`)}`],
  ['pulumi-token', 'app/x', `pul${'-'}${hex(40, seed)}`],
  ['planetscale-token', 'app/x', `pscale${'_tkn_'}${mixed(43, seed)}`],
  ['supabase-token', 'app/x', `sbp${'_'}${hex(40, seed)}`],
  ['doppler-token', 'app/x', `dp${'.pt.'}${mixed(43, seed)}`],
  ['dynatrace-token', 'app/x', `dt0c01${'.'}${upper(24, seed)}.${upper(64, seed)}`],
  ['sentry-token', 'app/x', `sntrys${'_'}${mixed(80, seed)}`],
  ['atlassian-token', 'app/x', `ATATT3${mixed(186, seed)}`],
  ['alibaba-access-key', 'app/x', `LT${'AI'}${mixed(20, seed)}`],
  ['fly-token', 'app/x', `fm2${'_'}${mixed(120, seed)}`],
  ['figma-token', 'app/x', `figd${'_'}${mixed(43, seed)}`],
  ['notion-token', 'app/x', `ntn${'_'}${mixed(46, seed)}`],
  ['airtable-token', 'app/x', `pat${mixed(14, seed)}.${hex(64, seed)}`],
  ['buildkite-token', 'app/x', `bkua${'_'}${hex(40, seed)}`],
  ['clojars-token', 'app/x', `CLOJARS${'_'}${hex(60, seed)}`],
  ['easypost-key', 'app/x', `EZ${'AK'}${mixed(54, seed)}`],
  ['infracost-key', 'app/x', `ico${'-'}${mixed(32, seed)}`],
  ['octopus-key', 'app/x', `API${'-'}${upper(30, seed)}`],
  ['openshift-token', 'app/x', `sha256${'~'}${mixed(43, seed)}`],
  ['prefect-key', 'app/x', `pnu${'_'}${mixed(36, seed)}`],
  ['sourcegraph-token', 'app/x', `sgp${'_'}${hex(40, seed)}`],
  ['typeform-token', 'app/x', `tfp${'_'}${mixed(59, seed)}`],
  ['readme-key', 'app/x', `rdme${'_'}${hex(70, seed)}`],
  ['duffel-token', 'app/x', `duffel${'_live_'}${mixed(43, seed)}`],
  ['flutterwave-key', 'app/x', `FLWSECK${'-'}${hex(32, seed)}-X`],
  ['frameio-token', 'app/x', `fio${'-u-'}${mixed(64, seed)}`],
  ['artifactory-key', 'app/x', `AK${'Cp'}${mixed(69, seed)}`],
  ['artifactory-reference-token', 'app/x', `cmVm${'dGtu'}${mixed(56, seed)}`],
  ['1password-token', 'app/x', `ops_${'eyJ'}${mixed(250, seed)}`],
  ['json-web-token', 'app/x', jwt(`{"sub":"deploy-${seed}","iat":1790000000}`, seed)],
  ['private-key', 'app/x', pem(mixed(64, `${seed}k`).concat('\n', mixed(64, `${seed}l`)))],
  ['kubeconfig-client-key', 'root/.kube/config', `client-key-data: ${base64(pem(mixed(120, seed)))}`],
  ['url-password', 'app/settings.ini', `postgres://app:S3rp-${hex(6, seed)}@db.internal:5432/app`],
  ['netrc-password', 'root/.netrc', `machine git.internal login ci password Anker-77-${hex(4, seed)}`],
  ['pgpass-password', 'root/.pgpass', `db.internal:5432:app:app:Anker-77-${hex(4, seed)}`],
  ['htpasswd-hash', 'etc/nginx/.htpasswd', `ci:$2${'y'}$10$${mixed(53, seed)}`],
];
