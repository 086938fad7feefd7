import { defineRule, problem } from '../rule.ts';
import { filePlace, visibleFacts } from './place.ts';

export const setuid = defineRule({
  id: 'img-setuid',
  on: 'image',
  title: "A program takes its owner's or group's rights",
  severity: 'low',
  severityReason:
    'Each such program is a way to more rights, though most images inherit some and allowPrivilegeEscalation: false disarms them.',
  aliases: ['CIS-DI-0008'],
  remediation: 'Remove the program or take the bit away (chmod a-s) in the layer that brings it.',
  reference: 'https://man7.org/linux/man-pages/man1/chmod.1.html',
  category: 'image',
  *check({ evidence: { content } }) {
    for (const fact of visibleFacts(content, 'setuid', 'setgid', 'file-capability')) {
      const what = fact.kind === 'file-capability' ? 'carries file capabilities' : `is ${fact.kind} (mode ${fact.mode})`;
      yield problem(`${fact.path} ${what}.`, { location: filePlace(fact), discriminator: fact.kind });
    }
  },
});
