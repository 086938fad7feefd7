import { isObject, type Json, memberOf } from '../../../model/json.ts';
import { string } from '../../cel/library/kind.ts';
import { binary, type CelFunction, member } from '../../cel/library/overload.ts';
import { toCel } from '../../cel/value/json.ts';
import { unknown } from '../../cel/value/signal.ts';
import type { CelValue } from '../../cel/value/value.ts';
import { type Context, contexts } from './context.ts';

const metadata = ({ surroundings }: Context, reference: string): CelValue => {
  const found = surroundings.imageData(reference);
  return found === undefined ? unknown(`what the registry tells of ${reference} is not known`) : toCel(inCel(found));
};

/** What a rule's `imageRegistry` calls `configData`, this library calls `config`. */
const inCel = (data: Json): Json => {
  const config = memberOf(data, 'config') ?? memberOf(data, 'configData');
  return isObject(data) && config !== undefined ? { ...data, config } : data;
};

/** `image.GetMetadata(reference)`. Source: kyverno/sdk, cel/libs/imagedata. */
export const imageDataLibrary: readonly CelFunction[] = ['GetMetadata', 'getMetadata'].map((name) =>
  member(name, binary(contexts.image.kind, string, metadata)),
);
