import { isSecretVariable } from '../../image/secret/name.ts';
import { defineRule, problem } from '../rule.ts';
import { configPlace } from './place.ts';

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
      if (equals < 1 || !isSecretVariable(name, variable.slice(equals + 1))) continue;
      yield problem(`${name} has a value.`, { location: configPlace(`/config/Env/${index}`), discriminator: name });
    }
  },
});
