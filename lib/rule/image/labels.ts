import { isList } from '../../model/json.ts';
import { defineRule, problem } from '../rule.ts';
import { configPlace } from './place.ts';

export const labels = defineRule({
  id: 'img-labels',
  on: 'image',
  title: 'A label that tells where the image is from is missing',
  severity: 'info',
  severityReason: 'Without it nobody can tell from which commit a running image was built.',
  aliases: ['DL3049'],
  remediation: 'Set the label at build time (docker build --label, or the metadata action of your pipeline).',
  reference: 'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
  category: 'image',
  defaultParams: { required: ['org.opencontainers.image.source', 'org.opencontainers.image.revision'] },
  *check({ evidence: { content } }, { params }) {
    const required = params['required'];
    for (const label of isList(required) ? required : []) {
      if (typeof label !== 'string' || (content.config.labels[label] ?? '') !== '') continue;
      yield problem(`The label ${label} is not set.`, { location: configPlace('/config/Labels'), discriminator: label });
    }
  },
});
