import { numberAt } from '../../model/json.ts';
import { defineRule, problem } from '../rule.ts';
import { configPlace } from './place.ts';

const dayMs = 86_400_000;
// Reproducible builds set a fixed early date.
const earliest = Date.UTC(2013, 0, 1);

export const age = defineRule({
  id: 'img-patched',
  on: 'image',
  title: 'The image has not been built for long',
  severity: 'low',
  severityReason: 'What its distribution has mended since is not in it.',
  aliases: ['CIS-DI-0004'],
  remediation: 'Build it again on the newest base, and do so on a schedule.',
  reference: 'https://docs.docker.com/build/building/best-practices/#rebuild-your-images-often',
  category: 'image',
  defaultParams: { maxDays: 180 },
  *check({ evidence: { content, observedAt } }, { params }) {
    const created = Date.parse(content.config.created ?? '');
    const maxDays = numberAt(params, 'maxDays');
    if (!Number.isFinite(created) || created < earliest || maxDays === undefined) return;
    const days = Math.floor((Date.parse(observedAt) - created) / dayMs);
    if (days > maxDays) yield problem(`It was built ${days} days before it was inspected.`, { location: configPlace('/created') });
  },
});
