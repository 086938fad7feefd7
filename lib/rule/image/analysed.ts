import { defineRule, notEvaluated } from '../rule.ts';

export const analysed = defineRule({
  id: 'img-analysed',
  on: 'image',
  needs: 'packages',
  title: 'A part of the image could not be analysed',
  severity: 'medium',
  severityReason: 'What is in it is unknown, which is not the same as clean.',
  aliases: [],
  remediation: 'Build the layer anew, or raise the bound that the reason names.',
  reference: 'https://github.com/opencontainers/image-spec/blob/main/layer.md',
  category: 'image',
  *check({ evidence: { content } }) {
    for (const { code, message, path, layer } of content.incomplete) {
      const where = [path, layer?.slice(0, 19)].filter(Boolean).join(' in layer ');
      yield notEvaluated(`${code}${where ? ` (${where})` : ''}: ${message}`);
    }
  },
});
