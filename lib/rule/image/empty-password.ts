import { defineRule, problem } from '../rule.ts';
import { filePlace, visibleFacts } from './place.ts';

export const emptyPassword = defineRule({
  id: 'img-empty-password',
  on: 'image',
  title: 'An account has no password',
  severity: 'high',
  severityReason: 'Anyone in the container becomes that account, maybe root, with su or login.',
  aliases: ['DKL-LI-0001'],
  remediation: 'Lock the account (passwd -l NAME, or ! in the second field of /etc/shadow).',
  reference: 'https://man7.org/linux/man-pages/man5/shadow.5.html',
  category: 'image',
  *check({ evidence: { content } }) {
    for (const fact of visibleFacts(content, 'empty-password')) {
      yield problem(`${fact.detail} has an empty password in /${fact.path}.`, {
        location: filePlace(fact),
        discriminator: fact.detail ?? '',
      });
    }
  },
});
