import { type Json, type JsonObject, objectAt, stringAt } from '../../../model/json.ts';
import { map, opaque, string, strings } from '../../cel/library/kind.ts';
import { type CelFunction, member, type Overload } from '../../cel/library/overload.ts';
import { fromCel, toCel } from '../../cel/value/json.ts';
import { fail, unknown } from '../../cel/value/signal.ts';
import type { CelMap, CelValue } from '../../cel/value/value.ts';
import { resourceOf } from '../../foreign/plural.ts';
import { kindOfResource } from '../match/definition.ts';
import { labelsOf } from '../match/label.ts';
import { compileSelector } from '../match/selector.ts';
import { type Context, contexts } from './context.ts';

/** A resource of one version, which `ToGVR` makes of a kind. */
type VersionedResource = { readonly apiVersion: string; readonly resource: string };
const versioned = opaque<VersionedResource>('resource.GVR', (a, b) => a.apiVersion === b.apiVersion && a.resource === b.resource);

type Call = { readonly context: Context; readonly what: VersionedResource; readonly rest: readonly (CelValue | undefined)[] };

/** The resource is given by version and plural, or by what `ToGVR` answers. `run`: undefined when the rest is not of its types. */
const ofResource = (rest: number, run: (call: Call) => CelValue | undefined): readonly Overload[] => [
  {
    arity: rest + 3,
    call: ([target, version, plural, ...others]) => {
      const [context, apiVersion, resource] = [contexts.resource.kind.read(target), string.read(version), string.read(plural)];
      if (!context || apiVersion === undefined || resource === undefined) return undefined;
      return run({ context, what: { apiVersion, resource }, rest: others });
    },
  },
  {
    arity: rest + 2,
    call: ([target, gvr, ...others]) => {
      const [context, what] = [contexts.resource.kind.read(target), versioned.kind.read(gvr)];
      return context && what && run({ context, what, rest: others });
    },
  },
];

const kindOf = ({ context: { surroundings }, what: { apiVersion, resource } }: Call): string =>
  kindOfResource(apiVersion, resource, surroundings) ?? unknown(`nobody told which kind the resource ${resource} of ${apiVersion} has`);

const objectNamed = (call: Call, namespace: string, name: string): CelValue => {
  const { surroundings } = call.context;
  const { apiVersion, resource } = call.what;
  const kind = kindOf(call);
  const found = surroundings.object(apiVersion, kind, namespace, name);
  if (found !== undefined) return toCel(found);
  // Where all of a kind are known, what is not among them is not there.
  const all = surroundings.list(apiVersion, kind, namespace);
  if (all?.some((object) => nameOf(object) === name) === false) return fail(`failed to get resource: ${resource} "${name}" not found`);
  return unknown(`${resource} ${namespace}/${name} is not known`);
};

const nameOf = (object: JsonObject): string | undefined => stringAt(objectAt(object, 'metadata'), 'name');

const allOf = (call: Call, namespace: string, labels: CelMap | undefined): CelValue => {
  const { context, what } = call;
  const kind = kindOf(call);
  const found = context.surroundings.list(what.apiVersion, kind, namespace);
  if (found === undefined) return unknown(`whether all ${what.resource} are known, nobody told`);
  const selector = compileSelector({ matchLabels: labels && textMembers(fromCel(labels)) });
  const items: readonly JsonObject[] = found.filter((object) => selector.selects(labelsOf(object)));
  return toCel({ apiVersion: what.apiVersion, kind: `${kind}List`, metadata: {}, items });
};

const textMembers = (value: Json): Record<string, string> =>
  Object.fromEntries(Object.entries(value ?? {}).map(([name, member]) => [name, String(member)]));

const posted = ({ context, what }: Call, namespace: string, body: CelMap): CelValue => {
  const root = what.apiVersion.includes('/') ? `/apis/${what.apiVersion}` : `/api/${what.apiVersion}`;
  const url = `${root}${namespace === '' ? '' : `/namespaces/${namespace}`}/${what.resource}`;
  const answer = context.surroundings.call('POST', url, fromCel(body));
  return answer === undefined ? unknown(`what POST ${url} would answer is not known`) : toCel(answer);
};

const get: readonly Overload[] = [
  ...ofResource(2, (call) => {
    const [namespace, name] = [string.read(call.rest[0]), string.read(call.rest[1])];
    return namespace === undefined || name === undefined ? undefined : objectNamed(call, namespace, name);
  }),
  ...ofResource(1, (call) => {
    const name = string.read(call.rest[0]);
    return name === undefined ? undefined : objectNamed(call, call.context.namespace, name);
  }),
  ...[2, 3].flatMap((rest) =>
    ofResource(rest, (call) => strings.read(call.rest.at(-1)) && unknown(`subresources of ${call.what.resource} are not known`)),
  ),
];

const list: readonly Overload[] = [
  ...ofResource(1, (call) => {
    const [namespace, labels] = [string.read(call.rest[0]), map.read(call.rest[0])];
    if (labels) return allOf(call, call.context.namespace, labels);
    return namespace === undefined ? undefined : allOf(call, namespace, undefined);
  }),
  ...ofResource(2, (call) => {
    const [namespace, labels] = [string.read(call.rest[0]), map.read(call.rest[1])];
    return namespace === undefined || !labels ? undefined : allOf(call, namespace, labels);
  }),
  ...ofResource(0, (call) => allOf(call, call.context.namespace, undefined)),
];

const post: readonly Overload[] = [
  ...ofResource(2, (call) => {
    const [namespace, body] = [string.read(call.rest[0]), map.read(call.rest[1])];
    return namespace === undefined || !body ? undefined : posted(call, namespace, body);
  }),
  ...ofResource(1, (call) => {
    const body = map.read(call.rest[0]);
    return body && posted(call, call.context.namespace, body);
  }),
];

const toResource: Overload = {
  arity: 3,
  call: ([target, version, kindName]) => {
    const [context, apiVersion, kind] = [contexts.resource.kind.read(target), string.read(version), string.read(kindName)];
    if (!context || apiVersion === undefined || kind === undefined) return undefined;
    return versioned.make({ apiVersion, resource: resourceOf(kind) });
  },
};

/** `resource.Get`, `List`, `Post` and `ToGVR`, in both spellings. Source: kyverno/sdk, cel/libs/resource. */
export const resourceLibrary: readonly CelFunction[] = [
  ...['Get', 'get'].map((name) => member(name, ...get)),
  ...['List', 'list'].map((name) => member(name, ...list)),
  ...['Post', 'post'].map((name) => member(name, ...post)),
  ...['ToGVR', 'toGVR'].map((name) => member(name, toResource)),
];
