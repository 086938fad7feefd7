import { defineRule, problem } from '../rule.ts';
import { configPlace } from './place.ts';

export const healthcheck = defineRule({
  id: 'img-healthcheck',
  on: 'image',
  title: 'The image has no HEALTHCHECK',
  severity: 'info',
  severityReason: 'Docker and Compose see a hung process as healthy without one; Kubernetes ignores it and has probes of its own.',
  aliases: ['CIS-DI-0006', 'DS-0026', 'CKV_DOCKER_2', 'DL3057'],
  remediation: 'Add a HEALTHCHECK to the Dockerfile, or probes to the workload when the image runs on Kubernetes alone.',
  reference: 'https://docs.docker.com/reference/dockerfile/#healthcheck',
  category: 'image',
  *check({ evidence: { content } }) {
    const test = content.config.healthcheck;
    if (test !== null && test[0] !== 'NONE') return;
    yield problem(test === null ? 'No HEALTHCHECK is set.' : 'HEALTHCHECK is switched off (NONE).', {
      location: configPlace('/config/Healthcheck'),
    });
  },
});
