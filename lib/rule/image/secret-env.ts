import { defineRule, problem } from '../rule.ts';
import { configPlace } from './place.ts';

// Words of a variable's name that mean its value is a secret, and endings that mean it only points at one.
const secretName = /(^|_)(PASS(WORD|WD|PHRASE)?|PWD|SECRETS?|TOKENS?|API_?KEYS?|ACCESS_?KEYS?|PRIVATE_?KEY|CREDENTIALS?|AUTH(_?KEY)?)(_|$)/;
const pointsElsewhere =
  /_(FILE|PATH|DIR|URL|URI|NAME|ID|HOST|PORT|USER(NAME)?|TTL|TYPE|MODE|METHOD|HEADER|ENABLED|LENGTH|SIZE|EXPIRY|ALG(ORITHM)?)$/;
const harmless = /^(|true|false|yes|no|on|off|none|null|0|1|\$\{?\w+\}?|\/[\w./-]*|x+|\*+|<.*>|changeme.*)$/i;

export const secretEnv = defineRule({
  id: 'img-secret-env',
  on: 'image',
  title: "A secret is set in the image's environment",
  severity: 'high',
  severityReason: 'Whoever can pull the image can read it, and it is in every process and every inspection of the container.',
  aliases: ['CIS-DI-0010', 'DS-0031', 'DL3064', 'SecretsUsedInArgOrEnv'],
  remediation:
    'Take the variable out of the Dockerfile, change the secret, and hand it in at run time (a mounted Secret) or at build time (RUN --mount=type=secret).',
  reference: 'https://docs.docker.com/build/building/secrets/',
  category: 'secrets',
  *check({ evidence: { content } }) {
    for (const [index, variable] of content.config.env.entries()) {
      const equals = variable.indexOf('=');
      const name = variable.slice(0, Math.max(equals, 0));
      const value = variable.slice(equals + 1).trim();
      const upper = name.toUpperCase().replaceAll('-', '_');
      if (equals < 1 || upper === 'PWD' || !secretName.test(upper) || pointsElsewhere.test(upper) || harmless.test(value)) continue;
      yield problem(`${name} has a value.`, { location: configPlace(`/config/Env/${index}`), discriminator: name });
    }
  },
});
