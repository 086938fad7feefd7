import { isList, isObject, type Json, type JsonObject, memberOf, objectAt, pointerToken, stringAt } from '../model/json.ts';
import type { ManifestObject } from './object.ts';
import type { Point } from './source.ts';
import type { AmbiguousScalar } from './yaml/construct.ts';

/** One value of a document that claims to be an object; `prefix` is its place in the document when a List was taken apart. */
export type Candidate = {
  readonly value: Json;
  readonly prefix: string;
  readonly kind: string;
  readonly apiVersion: string;
};

/** Takes Lists apart, also `PodList` and its like, whose items inherit kind and version. A custom kind that only ends in List has a name of its own. */
export const candidatesIn = (value: Json, prefix = ''): readonly Candidate[] => {
  const kind = stringAt(value, 'kind') ?? '';
  const apiVersion = stringAt(value, 'apiVersion') ?? '';
  const items = memberOf(value, 'items');
  const isAList = kind.endsWith('List') && isList(items) && memberOf(objectAt(value, 'metadata'), 'name') === undefined;
  if (!isAList) return [{ value, prefix, kind, apiVersion }];
  const inherited = kind === 'List' ? '' : kind.slice(0, -'List'.length);
  return items.flatMap((item, at) =>
    candidatesIn(item, `${prefix}/items/${at}`).map((candidate) => ({
      ...candidate,
      kind: candidate.kind || inherited,
      apiVersion: candidate.apiVersion || (inherited === '' ? '' : apiVersion),
    })),
  );
};

type Origin = {
  readonly index: number;
  readonly file: string;
  readonly ambiguous: readonly AmbiguousScalar[];
  readonly remarks?: NonNullable<ManifestObject['remarks']>;
  readonly template?: string | undefined;
  readonly chunk?: { readonly text: string; readonly offset: number; readonly document: number };
  locate(pointer: string): Point;
};

export const objectOf = (
  candidate: Candidate & { readonly value: JsonObject },
  { index, file, ambiguous, remarks, template, chunk, locate }: Origin,
): ManifestObject => {
  const { value, kind, apiVersion, prefix } = candidate;
  const metadata = objectAt(value, 'metadata');
  const namespace = stringAt(metadata, 'namespace') ?? '';
  const name = stringAt(metadata, 'name') ?? stringAt(metadata, 'generateName') ?? '';
  return {
    index,
    id: [apiVersion, kind, namespace, name].filter((part) => part !== '').join('/'),
    apiVersion,
    kind,
    namespace,
    name,
    value,
    labels: texts(memberOf(metadata, 'labels')),
    annotations: texts(memberOf(metadata, 'annotations')),
    file,
    ambiguous: ambiguousBelow(ambiguous, prefix),
    ...(remarks && remarks.length > 0 && { remarks }),
    ...(chunk && { origin: { ...chunk, prefix } }),
    locate: (pointer) =>
      template === undefined
        ? { kind: 'source', file, ...locate(prefix + pointer), pointer }
        : { kind: 'source', file, ...locate(prefix + pointer), pointer, template },
  };
};

const ambiguousBelow = (all: readonly AmbiguousScalar[], prefix: string): NonNullable<ManifestObject['ambiguous']> =>
  all.flatMap(({ path, text, value }) => {
    const pointer = path.map((step) => `/${pointerToken(step)}`).join('');
    return pointer.startsWith(`${prefix}/`) ? [{ pointer: pointer.slice(prefix.length), text, value }] : [];
  });

const none: { readonly [name: string]: string } = {};

const texts = (value: Json | undefined): { readonly [name: string]: string } => {
  if (!isObject(value)) return none;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
};
