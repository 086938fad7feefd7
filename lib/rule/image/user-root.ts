import { imageUser } from '../../image/user.ts';
import { defineRule, problem } from '../rule.ts';
import { configPlace } from './place.ts';

export const userRoot = defineRule({
  id: 'img-user-root',
  on: 'image',
  title: 'The image runs as root',
  severity: 'high',
  severityReason: 'A flaw in the application is then a flaw of root, and one step from the node.',
  aliases: ['CIS-DI-0001', 'DS-0002', 'CKV_DOCKER_3', 'CKV_DOCKER_8', 'DL3002'],
  remediation: 'Make an account in the image and end the Dockerfile with USER and its number, such as USER 10001.',
  reference: 'https://docs.docker.com/reference/dockerfile/#user',
  category: 'image',
  *check({ evidence: { content } }) {
    const user = imageUser(content);
    if (!user.isRoot) return;
    const message =
      content.config.user === ''
        ? 'The image sets no USER, so it runs as root.'
        : `The image runs as ${content.config.user}, which is root.`;
    yield problem(message, { location: configPlace('/config/User') });
  },
});
