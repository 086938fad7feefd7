import { defineRule, problem } from '../rule.ts';
import { filePlace, visibleFacts } from './place.ts';

const most = 50;

export const worldWritable = defineRule({
  id: 'img-world-writable',
  on: 'image',
  title: 'Everyone may write a file or folder',
  severity: 'low',
  severityReason: 'Any process in the container can change what another one, maybe root, runs or reads.',
  aliases: [],
  remediation: 'Take the bit away (chmod o-w), or give folders the sticky bit as /tmp has.',
  reference: 'https://man7.org/linux/man-pages/man1/chmod.1.html',
  category: 'image',
  *check({ evidence: { content } }) {
    const facts = visibleFacts(content, 'world-writable');
    for (const fact of facts.slice(0, most))
      yield problem(`${fact.path} may be written by everyone (mode ${fact.mode}).`, { location: filePlace(fact) });
    const [next] = facts.slice(most);
    if (next)
      yield problem(`${facts.length - most} more may be written by everyone.`, { location: filePlace(next), discriminator: 'more' });
  },
});
