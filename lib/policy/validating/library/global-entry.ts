import { type Json, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../../model/json.ts';
import type { ForeignSurroundings } from '../../foreign/surroundings.ts';
import { answerOf } from '../../kyverno/context/api-path.ts';
import { compileQuery } from '../../kyverno/query/compile.ts';
import { emptyScope } from '../../kyverno/query/scope.ts';
import { budgetOf } from '../../kyverno/scalar/budget.ts';
import { kindOfResource } from '../match/definition.ts';

/** Documents GlobalContextEntry by their names: where an entry comes from, and what its projections take of it. */
export type GlobalEntries = ReadonlyMap<string, JsonObject>;

export const globalEntriesIn = (documents: readonly JsonObject[]): GlobalEntries =>
  new Map(
    documents
      .filter((document) => stringAt(document, 'kind') === 'GlobalContextEntry')
      .map((document) => [stringAt(objectAt(document, 'metadata'), 'name') ?? '', objectAt(document, 'spec')]),
  );

/** The entry, or a projection of it; undefined where nobody has supplied it. Source: kyverno.io/v2alpha1, GlobalContextEntry. */
export const globalEntry = (
  entries: GlobalEntries,
  surroundings: ForeignSurroundings,
  name: string,
  projection: string,
): Json | undefined => {
  const spec = entries.get(name);
  const whole = surroundings.globalEntry(name) ?? (spec && fetched(spec, surroundings));
  if (whole === undefined || projection === '') return whole;
  const path = listAt(spec, 'projections').find((one) => stringAt(one, 'name') === projection);
  return path === undefined ? memberOf(whole, projection) : projected(stringAt(path, 'jmesPath') ?? '', whole, surroundings.now);
};

const fetched = (spec: JsonObject, surroundings: ForeignSurroundings): Json | undefined => {
  const path = stringAt(objectAt(spec, 'apiCall'), 'urlPath');
  if (path !== undefined) return surroundings.call('GET', path) ?? answerOf(path, surroundings);
  const resource = objectAt(spec, 'kubernetesResource');
  const [group, version] = [stringAt(resource, 'group') ?? '', stringAt(resource, 'version') ?? ''];
  const apiVersion = group === '' ? version : `${group}/${version}`;
  const kind = kindOfResource(apiVersion, stringAt(resource, 'resource') ?? '', surroundings);
  return kind === undefined ? undefined : surroundings.list(apiVersion, kind, stringAt(resource, 'namespace') ?? '');
};

const projected = (path: string, whole: Json, now: number): Json | undefined => {
  const compiled = compileQuery(path);
  const outcome = compiled.kind === 'query' ? compiled.query.search(emptyScope(now, budgetOf()), whole) : undefined;
  return outcome?.kind === 'value' ? outcome.value : undefined;
};
