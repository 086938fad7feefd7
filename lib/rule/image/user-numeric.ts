import { imageUser, uidOf } from '../../image/user.ts';
import { defineRule, problem } from '../rule.ts';
import { configPlace } from './place.ts';

export const userNumeric = defineRule({
  id: 'img-user-numeric',
  on: 'image',
  title: 'The image names its user instead of giving a number',
  severity: 'low',
  severityReason: 'Kubernetes cannot tell whether a name is root, and refuses to start the container under runAsNonRoot.',
  aliases: ['DL3066'],
  remediation: 'Write the number in USER, such as USER 10001:10001.',
  reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  category: 'image',
  *check({ evidence: { content } }) {
    const user = imageUser(content);
    if (user.uid !== undefined || user.isRoot) return;
    const uid = uidOf(content, user.text);
    const who = uid === undefined ? `${user.text}, which passwd does not have` : `${user.text}, number ${uid}`;
    yield problem(`USER is ${who}.`, {
      location: configPlace('/config/User'),
      ...(uid === undefined ? {} : { remediation: `Write USER ${uid} in the Dockerfile.` }),
    });
  },
});
