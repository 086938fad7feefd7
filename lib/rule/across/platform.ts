import type { Workload } from '../../manifest/object.ts';
import { listAt, objectAt, stringAt } from '../../model/json.ts';
import { platformText } from '../../model/subject.ts';
import { defineRule, problem } from '../rule.ts';
import { type Pair, pairsOf } from './pair.ts';

export const platform = defineRule({
  id: 'across-platform',
  on: 'across',
  title: 'The workload asks for nodes that the image cannot run on',
  severity: 'high',
  severityReason: 'The pod is placed on such a node and fails there with an exec format error.',
  aliases: [],
  remediation: 'Build the image for that platform too, or correct nodeSelector.',
  reference: 'https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-arch',
  category: 'across',
  *check({ change }) {
    const byContainer = new Map<string, Pair[]>();
    for (const pair of pairsOf(change)) {
      const key = JSON.stringify([pair.workload.object.index, pair.container.pointer]);
      byContainer.set(key, [...(byContainer.get(key) ?? []), pair]);
    }
    for (const pairs of byContainer.values()) {
      const [first] = pairs;
      if (!first) continue;
      for (const wanted of wantedPlatforms(first.workload)) {
        if (pairs.some(({ image }) => image.platform[wanted.part] === wanted.value)) continue;
        const has = pairs.map(({ image }) => platformText(image.platform)).join(', ');
        yield problem(`Nodes are to have ${wanted.label}=${wanted.value}; ${first.image.ref} is for ${has}.`, {
          object: first.workload.object,
          container: first.container.name,
          pointer: first.container.pointer,
          discriminator: wanted.label,
        });
      }
    }
  },
});

type Wanted = { readonly label: string; readonly part: 'architecture' | 'os'; readonly value: string };

const labels: readonly { readonly label: string; readonly part: Wanted['part'] }[] = [
  { label: 'kubernetes.io/arch', part: 'architecture' },
  { label: 'kubernetes.io/os', part: 'os' },
];

/** What nodeSelector fixes, and what each term of a required node affinity fixes to one value. */
const wantedPlatforms = ({ spec }: Workload): readonly Wanted[] => {
  const selector = objectAt(spec, 'nodeSelector');
  const affinity = objectAt(objectAt(objectAt(spec, 'affinity'), 'nodeAffinity'), 'requiredDuringSchedulingIgnoredDuringExecution');
  const terms = listAt(affinity, 'nodeSelectorTerms');
  const expressions = terms.length === 1 ? listAt(terms[0], 'matchExpressions') : [];
  return labels.flatMap(({ label, part }): Wanted[] => {
    const chosen = stringAt(selector, label) ?? oneValue(expressions, label);
    return chosen === undefined ? [] : [{ label, part, value: chosen }];
  });
};

const oneValue = (expressions: ReturnType<typeof listAt>, label: string): string | undefined => {
  const expression = expressions.find((entry) => stringAt(entry, 'key') === label && stringAt(entry, 'operator') === 'In');
  const values = listAt(expression, 'values');
  return values.length === 1 && typeof values[0] === 'string' ? values[0] : undefined;
};
