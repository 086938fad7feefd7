import { isList, isObject, type Json, type JsonObject, memberOf, pointerToken, stringAt } from '../../../model/json.ts';
import { compileQuery } from '../query/compile.ts';
import type { QueryScope } from '../query/scope.ts';
import { namedImage } from './named.ts';

type Extractor = {
  /** `/spec/steps/*` as steps; the last one of the path, or `value`, is the image. */
  readonly steps: readonly string[];
  readonly name: string;
  /** The member beside the image that tells it from others; its pointer where there is none. */
  readonly key: string | undefined;
  readonly jmesPath: string | undefined;
};

/** Images of kinds that are not Kubernetes' own, by a rule's `imageExtractors`; undefined where it has none for the object. Source: Kyverno, "imageExtractors". */
export const extractedImages = (extractors: Json | undefined, object: JsonObject, scope: QueryScope): JsonObject | undefined => {
  const own = memberOf(extractors, stringAt(object, 'kind') ?? '');
  if (!isList(own)) return undefined;
  const named = new Map<string, [string, JsonObject][]>();
  for (const extractor of own.map(extractorOf)) {
    const images = named.get(extractor.name) ?? [];
    named.set(extractor.name, images);
    for (const { holder, pointer } of holdersAt(object, extractor.steps.slice(0, -1), ''))
      images.push(...imageAt(holder, pointer, extractor, scope));
  }
  return Object.fromEntries([...named].map(([name, images]) => [name, Object.fromEntries(images)]));
};

const extractorOf = (written: Json): Extractor => ({
  steps: [...(stringAt(written, 'path') ?? '').split('/'), stringAt(written, 'value') ?? ''].filter((step) => step !== ''),
  name: stringAt(written, 'name') || 'custom',
  key: stringAt(written, 'key') || undefined,
  jmesPath: stringAt(written, 'jmesPath') || undefined,
});

type Found = { readonly holder: Json; readonly pointer: string };

const holdersAt = (holder: Json | undefined, [step, ...rest]: readonly string[], pointer: string): readonly Found[] => {
  if (holder === undefined) return [];
  if (step === undefined) return [{ holder, pointer }];
  if (step !== '*') return holdersAt(memberOf(holder, step), rest, `${pointer}/${pointerToken(step)}`);
  return membersOf(holder).flatMap(([key, member]) => holdersAt(member, rest, `${pointer}/${pointerToken(key)}`));
};

type Member = readonly [key: string | number, member: Json];

const membersOf = (holder: Json): readonly Member[] => {
  if (isList(holder)) return [...holder.entries()];
  return isObject(holder) ? Object.entries(holder) : [];
};

const imageAt = (holder: Json, at: string, { steps, key, jmesPath }: Extractor, scope: QueryScope): readonly [string, JsonObject][] => {
  const last = steps.at(-1) ?? '';
  const members: readonly Member[] = last === '*' ? membersOf(holder) : [[last, memberOf(holder, last) ?? null]];
  return members.flatMap(([name, value]): [string, JsonObject][] => {
    const pointer = `${at}/${pointerToken(name)}`;
    const reference = imageIn(value, jmesPath, scope);
    const image = reference === undefined ? undefined : namedImage(reference, pointer);
    return image ? [[key === undefined ? pointer : (stringAt(holder, key) ?? pointer), image]] : [];
  });
};

const imageIn = (value: Json, jmesPath: string | undefined, scope: QueryScope): string | undefined => {
  if (jmesPath === undefined) return typeof value === 'string' && value !== '' ? value : undefined;
  const compiled = compileQuery(jmesPath);
  const outcome = compiled.kind === 'query' ? compiled.query.search(scope, value) : undefined;
  return outcome?.kind === 'value' && typeof outcome.value === 'string' ? outcome.value : undefined;
};
