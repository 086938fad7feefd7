import { candidatesIn } from '../manifest/object-of.ts';
import type { ErrorPlace } from '../model/error.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../model/json.ts';
import { checkPolicy, type Placer } from './check.ts';
import type { CompiledPolicy } from './compiled.ts';
import { type PolicyDocument, policyApiVersion, policySchema } from './document.ts';
import { foreignKind } from './foreign/kind.ts';
import { onlyAdmission } from './only-admission.ts';
import { parseOne, parsePolicy } from './parse.ts';
import { placesOf } from './place.ts';
import { readText, refusal, type TextDocument } from './text.ts';

/** A text that may hold policies; without `file` its problems are told by line alone. */
export type PolicyText = { readonly text: string; readonly file?: string };

/**
 * One policy of all the documents of some texts. `source` is it as it was written, for the store and the digest. `passedOver` names documents of other engines
 * that do not judge. `place` finds a pointer of the policy in the text that it came from.
 */
export type GatheredPolicy = {
  readonly document: PolicyDocument;
  readonly source: JsonObject;
  readonly policy: CompiledPolicy;
  readonly passedOver: readonly string[];
  readonly place: Placer;
};

type Part = { readonly value: JsonObject; readonly text: TextDocument; readonly prefix: string; readonly file: string | undefined };

/**
 * Policies of other engines beside at most one of ours become its `admissionPolicies`; without one a policy is made of them that is called `name`, or, where
 * nothing is known (null), after the one policy there is. Throws AppError `invalid-policy` with the place of everything that is wrong.
 */
export const gatherPolicy = async (texts: readonly PolicyText[], name: string | null): Promise<GatheredPolicy> => {
  const [only, ...more] = texts;
  if (only && more.length === 0 && !holdsForeign(only.text, only.file)) return ownPolicy(only);
  const parts = texts.flatMap(partsOf);
  const [own, second] = parts.filter(({ value }) => value['apiVersion'] === policyApiVersion && value['kind'] === 'Policy');
  const stray =
    more.length === 0 ? parts.find(({ value }) => value['apiVersion'] === policyApiVersion && value['kind'] !== 'Policy') : undefined;
  if (stray) throw refusal([placeIn(stray, '/kind', 'this is no policy, and does not belong into a text with some')]);
  if (second) throw refusal([placeIn(second, '/kind', 'a second document of kind Policy: one policy judges, and this would be another')]);
  const judging = parts.filter(({ value }) => foreignKind(value) === 'policy');
  const beside = parts.filter((part) => foreignKind(part.value) === 'part' || isParameter(part, judging));
  const joined = [...judging, ...beside];
  if (!own && judging.length === 0) throw refusal([nothingIn(texts, parts)]);
  const written = own ? own.value : onlyAdmission(nameOf(judging, name));
  const given = ownDocument(own, written);
  const before = given.spec.admissionPolicies ?? [];
  const source = joined.length === 0 ? written : withPolicies(written, [...before, ...joined.map(({ value }) => value)]);
  const document = joined.length === 0 ? given : completeDocument(source, joined);
  const place = placer(own, before.length, joined);
  const policy = await checkPolicy(document, place);
  return { document, source, policy, passedOver: parts.flatMap(passedOverName), place };
};

/** A text with documents of our own alone is read as it always was, and may hold one policy. */
const ownPolicy = async ({ text, file }: PolicyText): Promise<GatheredPolicy> => {
  const { document, source, place: placeOf } = parsePolicy(text, file);
  const place: Placer = (pointer) => ({ pointer, ...placeOf(pointer), ...(file !== undefined && { file }) });
  return { document, source, policy: await checkPolicy(document, place), passedOver: [], place };
};

/** Whether a text has a document of another engine. Throws AppError `invalid-policy` for what cannot be read. */
export const holdsForeign = (text: string, file?: string): boolean =>
  readText(text, file).some(({ value }) => candidatesIn(value).some((one) => foreignKind(one.value) !== 'other'));

const partsOf = ({ text, file }: PolicyText): readonly Part[] =>
  readText(text, file).flatMap((document) =>
    candidatesIn(document.value).flatMap(({ value, prefix }) => (isObject(value) ? [{ value, text: document, prefix, file }] : [])),
  );

const placeIn = ({ text, prefix, file }: Part, pointer: string, message: string): ErrorPlace => ({
  message,
  pointer: `${prefix}${pointer}`,
  ...text.place(`${prefix}${pointer}`),
  ...(file !== undefined && { file }),
});

const nothingIn = (texts: readonly PolicyText[], [first]: readonly Part[]): ErrorPlace => {
  const message = 'no policy is here: a document of kind Policy, or one of Kyverno or Kubernetes that judges, is expected';
  if (first) return placeIn(first, '/kind', message);
  const file = texts[0]?.file;
  return { message, line: 1, column: 1, ...(file !== undefined && { file }) };
};

const ownDocument = (own: Part | undefined, written: JsonObject): PolicyDocument => {
  if (!own) return policySchema.parse(written);
  const parsed = parseOne(own.text, own.file);
  // Ours is never an item of a List: there its places would be those of another document.
  if (parsed.kind !== 'Policy') throw refusal([placeIn(own, '/kind', 'a policy of Plimsoll is a document by itself')]);
  return parsed.document;
};

const withPolicies = (written: JsonObject, admissionPolicies: readonly Json[]): JsonObject => ({
  ...written,
  spec: { ...objectAt(written, 'spec'), admissionPolicies },
});

const completeDocument = (source: JsonObject, [first]: readonly Part[]): PolicyDocument => {
  const result = policySchema.safeParse(source);
  if (result.success) return result.data;
  throw refusal(first ? placesOf(policySchema, result.error.issues, first.text, first.file) : []);
};

/** Objects that stand among policies are taken where one asks for such parameters; the rest are examples and tests. */
const isParameter = ({ value }: Part, judging: readonly Part[]): boolean =>
  foreignKind(value) === 'other' &&
  value['apiVersion'] !== policyApiVersion &&
  judging.some((part) => {
    const paramKind = objectAt(objectAt(part.value, 'spec'), 'paramKind');
    return stringAt(paramKind, 'kind') === value['kind'] && stringAt(paramKind, 'apiVersion') === value['apiVersion'];
  });

const passedOverName = ({ value }: Part): readonly string[] =>
  foreignKind(value) === 'passed-over' ? [`${stringAt(value, 'kind')} ${stringAt(objectAt(value, 'metadata'), 'name') ?? ''}`.trim()] : [];

const nameOf = (judging: readonly Part[], name: string | null): string => {
  const [only, ...others] = judging;
  if (name !== null) return name;
  if (only && others.length === 0) return stringAt(objectAt(only.value, 'metadata'), 'name') ?? '';
  throw refusal([
    {
      message: `${judging.length} policies have no name together`,
      line: 1,
      column: 1,
      fix: `add a document apiVersion: ${policyApiVersion}, kind: Policy with a metadata.name and a spec`,
    },
  ]);
};

const placer =
  (own: Part | undefined, embedded: number, joined: readonly Part[]): Placer =>
  (pointer) => {
    const [, index, rest = ''] = /^\/spec\/admissionPolicies\/(\d+)(.*)$/s.exec(pointer) ?? [];
    const part = index === undefined ? undefined : joined[Number(index) - embedded];
    const { message: _, ...place } = part ? placeIn(part, rest, '') : own ? placeIn(own, pointer, '') : { message: '', pointer };
    return place;
  };
