import { isList, type Json, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../../model/json.ts';
import { type Controller, controllers } from './controller.table.ts';

const annotation = 'pod-policies.kyverno.io/autogen-controllers';

/** The kinds that the rules of a policy are also made for. One rule that asks for more than Pods of any name keeps all of them from it. */
export const controllersFor = (metadata: JsonObject, rules: readonly JsonObject[]): readonly Controller[] => {
  if (!rules.every(isSupported) || !rules.flatMap(descriptionsIn).some(isNeeded)) return [];
  const wanted = stringAt(objectAt(metadata, 'annotations'), annotation);
  if (wanted === undefined || wanted === 'all') return controllers;
  const kinds = new Set(wanted.split(','));
  return controllers.filter(({ kind }) => kinds.has(kind));
};

const isSupported = (rule: JsonObject): boolean =>
  memberOf(rule, 'generate') === undefined && !isPatched(objectAt(rule, 'mutate')) && descriptionsIn(rule).every(isAboutAll);

const isPatched = (mutate: JsonObject): boolean =>
  [mutate, ...listAt(mutate, 'foreach')].some((each) => Boolean(stringAt(each, 'patchesJson6902')));

/** What a name, a selector or an annotation says of a Pod says nothing of what made it. */
const isAboutAll = (description: Json): boolean =>
  ['name', 'names', 'selector', 'annotations'].every((member) => isUnset(memberOf(description, member))) &&
  !(listAt(description, 'kinds').length > 1 && hasPod(listAt(description, 'kinds')));

/** A kind with its version ahead of it alone is not enough. */
const isNeeded = (description: Json): boolean =>
  listAt(description, 'kinds').some((kind) => typeof kind === 'string' && wantedKinds.has(kind));

const wantedKinds = new Set(['Pod', ...controllers.map(({ kind }) => kind)]);

const isUnset = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === '' || (isList(value) && value.length === 0);

const descriptionsIn = (rule: JsonObject): readonly Json[] =>
  ['match', 'exclude'].flatMap((member) => filtersOf(memberOf(rule, member)).map((filter) => objectAt(filter, 'resources')));

/** The blocks of match or exclude, the old single one among them. */
export const filtersOf = (block: Json | undefined): readonly Json[] =>
  block === undefined ? [] : [block, ...listAt(block, 'any'), ...listAt(block, 'all')];

/** `Pod`, `v1/Pod`, `*\/Pod`, `Pod/exec`: whatever stands around the kind. */
export const hasPod = (kinds: readonly Json[]): boolean =>
  kinds.some((kind) => typeof kind === 'string' && /^(?:.*\/)?Pod(?:[/.][^/]*)?$/.test(kind));
