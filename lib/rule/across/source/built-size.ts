import { numberAt } from '../../../model/json.ts';
import { problemAt } from '../../dockerfile/define.ts';
import { defineRule, type Statement } from '../../rule.ts';
import { historyOf } from './history.ts';
import { builtOf } from './pair.ts';

const mega = 1_000_000;

export const builtSize = defineRule({
  id: 'across-built-size',
  on: 'across',
  title: 'No instruction adds more to the image than it needs',
  severity: 'info',
  severityReason: 'Every node pulls and keeps it, also what a later instruction deletes.',
  aliases: [],
  remediation: 'Delete files in the RUN that makes them, build in another stage and copy the result, or copy less.',
  reference: 'https://docs.docker.com/build/building/best-practices/',
  category: 'across',
  defaultParams: { maxMegabytes: 500, maxWastedMegabytes: 10 },
  *check({ change }, { params }) {
    const [most, wasted] = [numberAt(params, 'maxMegabytes'), numberAt(params, 'maxWastedMegabytes')];
    for (const { source, image } of builtOf(change)) {
      for (const { layer, instructions } of historyOf(source.file, image.content)?.layers ?? []) {
        const [first] = instructions;
        if (!first) continue;
        const say = (message: string, discriminator: string): Statement =>
          problemAt(source.file, first, message, { subject: source.subject, discriminator });
        const several = instructions.length > 1 ? ` with the ${instructions.length - 1} after it` : '';
        if (most !== undefined && layer.unpackedSize > most * mega)
          yield say(`this ${first.keyword}${several} adds ${Math.round(layer.unpackedSize / mega)} MB`, 'size');
        if (wasted !== undefined && layer.wasted > wasted * mega)
          yield say(`${Math.round(layer.wasted / mega)} MB of this ${first.keyword}${several} are deleted or replaced later`, 'wasted');
      }
    }
  },
});
