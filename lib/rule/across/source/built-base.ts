import type { Stage } from '../../../dockerfile/file.ts';
import { imageName } from '../../../model/image-name.ts';
import { problemAt } from '../../dockerfile/define.ts';
import { defineRule } from '../../rule.ts';
import { isSameName, layersOf, shippedBase } from './base.ts';
import { historyOf } from './history.ts';
import { type Built, builtOf } from './pair.ts';

const baseLabels = { name: 'org.opencontainers.image.base.name', digest: 'org.opencontainers.image.base.digest' };

export const builtBase = defineRule({
  id: 'across-built-base',
  on: 'across',
  title: 'The image stands on the base that the Dockerfile names',
  severity: 'medium',
  severityReason: 'Another base has other packages and flaws than those that were reviewed.',
  aliases: [],
  remediation: 'Build again from this Dockerfile; pin the base to its digest so that it cannot move.',
  reference: 'https://specs.opencontainers.org/image-spec/annotations/#pre-defined-annotation-keys',
  category: 'across',
  *check({ change }) {
    for (const built of builtOf(change)) {
      const { file, subject } = built.source;
      const stage = shippedBase(file);
      const wrong = stage?.base ? otherBase(built, stage, stage.base) : null;
      if (stage && wrong !== null) yield problemAt(file, stage.image, wrong, { subject });
    }
  },
});

/** How the image shows that it stands on something else: by the layers of the base where that is handed in too, by its labels, by its history. */
const otherBase = (built: Built, { image: { text } }: Stage, from: string): string | null => {
  const { content } = built.image;
  if (built.base) {
    const [below, all] = [layersOf(built.base.content), layersOf(content)];
    if (below.length > 0 && all.length > 0)
      return below.every((id, at) => all[at] === id) ? null : `the image's first layers are not those of ${built.base.subject.ref}`;
  }
  const wanted = imageName(from);
  const { [baseLabels.name]: name, [baseLabels.digest]: digest } = content.config.labels;
  if (name !== undefined && !isSameName(imageName(name), wanted)) return `FROM ${from}, and the image says that its base is ${name}`;
  if (digest !== undefined && wanted.digest !== '' && wanted.digest !== digest)
    return `FROM is pinned to ${wanted.digest}, and the image says that its base is ${digest}`;
  const base = historyOf(built.source.file, content)?.base;
  if (!base) return null;
  const isEmpty = from.toLowerCase() === 'scratch';
  if (isEmpty && base.length > 0) return `FROM scratch, and the image has ${base.length} layers below the first instruction`;
  return !isEmpty && base.length === 0 ? `FROM ${text.slice(0, 200)}, and the image has no layer below the first instruction` : null;
};
