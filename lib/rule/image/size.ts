import { numberAt } from '../../model/json.ts';
import { defineRule, problem } from '../rule.ts';

const megabyte = 1_000_000;

export const wasted = defineRule({
  id: 'img-wasted',
  on: 'image',
  title: 'Much of the image was deleted or replaced in later layers',
  severity: 'info',
  severityReason: 'It is pulled and stored by every node, and nothing can ever read it.',
  aliases: ['DKL-DI-0005'],
  remediation: 'Delete files in the RUN that makes them, or copy only the result from another stage.',
  reference: 'https://docs.docker.com/build/building/best-practices/',
  category: 'image',
  defaultParams: { maxMegabytes: 50 },
  *check({ evidence: { content } }, { params }) {
    const total = content.layers.reduce((sum, layer) => sum + layer.wasted, 0) / megabyte;
    const most = numberAt(params, 'maxMegabytes');
    if (most !== undefined && total > most) yield problem(`${Math.round(total)} MB are in layers and not in the image.`);
  },
});
