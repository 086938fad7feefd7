import { defineRule, problem } from '../rule.ts';
import { configPlace } from './place.ts';

export const exposeSsh = defineRule({
  id: 'img-expose-ssh',
  on: 'image',
  title: 'The image exposes port 22',
  severity: 'medium',
  severityReason: 'An SSH server in a container is a second way in, with keys and patches of its own to look after.',
  aliases: ['DS-0004', 'CKV_DOCKER_1'],
  remediation: 'Take the server and EXPOSE 22 out; use kubectl exec or docker exec.',
  reference: 'https://docs.docker.com/reference/dockerfile/#expose',
  category: 'image',
  *check({ evidence: { content } }) {
    for (const port of content.config.exposedPorts)
      if (/^22(\/tcp)?$/.test(port))
        yield problem(`Port ${port} is exposed.`, { location: configPlace(`/config/ExposedPorts/${port.replace('/', '~1')}`) });
  },
});
