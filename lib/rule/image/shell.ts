import { defineRule, problem } from '../rule.ts';
import { filePlace, visibleFacts } from './place.ts';

export const shell = defineRule({
  id: 'img-shell',
  on: 'image',
  title: 'The image has a shell',
  severity: 'info',
  severityReason: 'A shell helps an intruder, yet most images need one for their scripts.',
  aliases: [],
  remediation: 'Build the application in one stage and copy it into an image without a shell (distroless, scratch).',
  reference: 'https://docs.docker.com/build/building/multi-stage/',
  category: 'image',
  *check({ evidence: { content } }) {
    const [first, ...others] = visibleFacts(content, 'shell');
    if (!first) return;
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    yield problem(`${first.path}${more} can be run.`, { location: filePlace(first) });
  },
});
