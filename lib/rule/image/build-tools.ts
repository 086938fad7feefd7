import { defineRule, problem } from '../rule.ts';
import { filePlace, visibleFacts } from './place.ts';

export const buildTools = defineRule({
  id: 'img-build-tools',
  on: 'image',
  title: 'Tools to build programs are in the image',
  severity: 'low',
  severityReason: 'They make the image larger and help an intruder; a running application needs none.',
  aliases: ['CIS-DI-0003'],
  remediation: 'Build in one stage and copy the result into another.',
  reference: 'https://docs.docker.com/build/building/multi-stage/',
  category: 'image',
  *check({ evidence: { content } }) {
    const facts = visibleFacts(content, 'compiler');
    const [first] = facts;
    if (!first) return;
    const names = [...new Set(facts.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)))].sort();
    yield problem(`The image has ${names.join(', ')}.`, { location: filePlace(first) });
  },
});
