import { defineRule, problem } from '../rule.ts';
import { filePlace, visibleFacts } from './place.ts';

export const packageManager = defineRule({
  id: 'img-package-manager',
  on: 'image',
  title: 'The image has a package manager',
  severity: 'info',
  severityReason: 'It lets an intruder who is root install tools; a running container should never need it.',
  aliases: [],
  remediation: 'Copy the application into an image without one (distroless, scratch), or remove it in the layer that used it last.',
  reference: 'https://docs.docker.com/build/building/multi-stage/',
  category: 'image',
  *check({ evidence: { content } }) {
    const facts = visibleFacts(content, 'package-manager');
    const [first] = facts;
    if (!first) return;
    const names = [...new Set(facts.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)))].sort();
    yield problem(`The image has ${names.join(', ')}.`, { location: filePlace(first) });
  },
});
