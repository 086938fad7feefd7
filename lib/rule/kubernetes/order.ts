import { isList, isObject, type Json, pointerToken } from '../../model/json.ts';
import { problem, type Rule } from '../rule.ts';
import { kubernetesRule } from './define.ts';

/** The first map whose keys are not in order, as the pointer of the key that comes too late. Bounded by the depth that a document may have. */
const unsortedIn = (value: Json, pointer: string): string | null => {
  if (isList(value)) {
    for (const [at, item] of value.entries()) {
      const found = unsortedIn(item, `${pointer}/${at}`);
      if (found !== null) return found;
    }
    return null;
  }
  if (!isObject(value)) return null;
  let before = '';
  for (const [key, member] of Object.entries(value)) {
    const place = `${pointer}/${pointerToken(key)}`;
    if (key < before) return place;
    before = key;
    const found = unsortedIn(member, place);
    if (found !== null) return found;
  }
  return null;
};

const text = (keys: string): string => `apiVersion: v1\ndata: {${keys}}\nkind: ConfigMap\nmetadata:\n  name: web\n`;

export const orderRules: readonly Rule[] = [
  kubernetesRule({
    id: 'sorted-keys',
    title: 'Keys are in order, where a policy wants that',
    severity: 'info',
    severityReason: 'Order changes nothing in the cluster; teams that compare large files by eye may want it.',
    remediation: 'Sort the keys of each map by name.',
    reference: 'https://docs.kubelinter.io/#/generated/checks',
    category: 'hygiene',
    good: text('b: 1, a: 2'),
    on: 'object',
    alone: { why: 'it reads the text as it was written, and the API server sends what it read' },
    kinds: ['*'],
    defaultParams: { wanted: false },
    *check({ object }, { params }) {
      const pointer = params['wanted'] === true ? unsortedIn(object.value, '') : null;
      if (pointer !== null) yield problem('the keys are not in order from here on', { pointer });
    },
  }),
];
