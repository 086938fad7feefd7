import { podContainers, type TemplatePlace, templatePlaces } from '../../../manifest/template.table.ts';
import { type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../../model/json.ts';

/** More are not tried: a pod of this many containers is nobody's. */
const mostTried = 64;

/**
 * The first container with which alone a policy still fails while with none it does not: CEL says that an expression does not hold, and not for what. Undefined where it is not
 * about a container, or where nobody can say.
 */
export const culpritIn = (object: JsonObject, fails: (object: JsonObject) => boolean): string | undefined => {
  const path = podPathOf(object);
  if (!path) return undefined;
  const spec = path.reduce(objectAt, object);
  const places = podContainers.flatMap(([list]) => listAt(spec, list).map((_container, at) => ({ list, at })));
  const kept = (place: Place | null): JsonObject => replacedAt(object, path, withOnly(spec, place));
  if (places.length === 0 || places.length > mostTried || fails(kept(null))) return undefined;
  const culprit = places.find((place) => fails(kept(place)));
  return culprit && `/${[...path, culprit.list, culprit.at].join('/')}`;
};

type Place = { readonly list: string; readonly at: number };

const podPathOf = (object: JsonObject): TemplatePlace['spec'] | undefined => {
  const kind = stringAt(object, 'kind');
  const place = templatePlaces.find((one) => one.group === '' && one.kind === kind && !one.containers);
  return place?.spec.includes('*') ? undefined : place?.spec;
};

/** The pod's own lists stay lists, so that what asks for them finds them. */
const withOnly = (spec: JsonObject, place: Place | null): JsonObject => ({
  ...spec,
  ...Object.fromEntries(
    podContainers
      .filter(([list]) => memberOf(spec, list) !== undefined)
      .map(([list]) => [list, place?.list === list ? listAt(spec, list).slice(place.at, place.at + 1) : []]),
  ),
});

const replacedAt = (value: JsonObject, path: readonly string[], part: JsonObject): JsonObject => {
  const [step, ...rest] = path;
  return step === undefined ? part : { ...value, [step]: replacedAt(objectAt(value, step), rest, part) };
};
