import type { ErrorPlace } from '../model/error.ts';
import { type JsonObject, objectAt, stringAt } from '../model/json.ts';
import { nearest } from '../model/nearest.ts';
import { compilePolicy, rulesNamed } from './compile.ts';
import type { CompiledPolicy } from './compiled.ts';
import type { PolicyDocument } from './document.ts';
import { loadEngine } from './foreign/engine.ts';
import { isForeignId, ruleId } from './foreign/id.ts';
import { foreignKind } from './foreign/kind.ts';
import type { CompiledForeign } from './foreign/policy.ts';
import { strayMembers } from './foreign/stray.ts';
import { refusal } from './text.ts';

/** Where a pointer of a policy stands in the text that it came from. */
export type Placer = (pointer: string) => Omit<ErrorPlace, 'message'>;

type Placing = (pointer: string, message: string, fix?: string) => ErrorPlace;

/** Compiles a policy. Throws AppError `invalid-policy` for what the engines of others find wrong in theirs, and for rules that none of them has. */
export const checkPolicy = async (document: PolicyDocument, place: Placer): Promise<CompiledPolicy> => {
  const { admissionPolicies = [] } = document.spec;
  const at: Placing = (pointer, message, fix) => ({ message, ...place(pointer), ...(fix && { fix }) });
  const compiled = admissionPolicies.length === 0 ? nothing : (await loadEngine())(admissionPolicies);
  const mistakes = admissionPolicies.flatMap((one, index) => misspelt(one, index));
  refuseAny([
    ...compiled.problems
      .map(({ document: index, pointer, message }) => ({ pointer: `${baseOf(index)}${pointer}`, message }))
      .filter(({ pointer }) => !mistakes.some((mistake) => isOf(mistake, pointer)))
      .map(({ pointer, message }) => at(pointer, message)),
    ...mistakes.map(({ pointer, name, meant }) => at(pointer, `nothing is named ${JSON.stringify(name)} here`, `did you mean ${meant}?`)),
  ]);
  refuseAny(repeatedNames(admissionPolicies).map(([index, first]) => there(index, first, place, at)));
  refuseAny(sharedIds(admissionPolicies, compiled, at));
  const policy = compilePolicy(document, () => compiled);
  refuseAny(unknownRules(document, policy, at));
  return policy;
};

const nothing: CompiledForeign = { policies: [], problems: [] };

const refuseAny = (places: readonly ErrorPlace[]): void => {
  if (places.length > 0) throw refusal([...places].sort(inReading));
};

/** As somebody who reads the files meets them. */
const inReading = (a: ErrorPlace, b: ErrorPlace): number => {
  const [first = '', second = ''] = [a.file, b.file];
  if (first !== second) return first < second ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
};

const baseOf = (index: number): string => `/spec/admissionPolicies/${index}`;

type Mistake = { readonly pointer: string; readonly name: string; readonly meant: string };

const misspelt = (document: JsonObject, index: number): readonly Mistake[] =>
  strayMembers(document).flatMap(({ pointer, name, meant }) =>
    meant === undefined ? [] : [{ pointer: `${baseOf(index)}${pointer}`, name, meant }],
  );

/** That a member is missing where its name is misspelt is one mistake, and is told once. */
const isOf = ({ pointer, meant }: Mistake, place: string): boolean => {
  const parent = pointer.slice(0, pointer.lastIndexOf('/'));
  return place === parent || place === `${parent}/${meant}`;
};

const there = (index: number, other: number, place: Placer, at: Placing): ErrorPlace => {
  const { file, line } = place(`/spec/admissionPolicies/${other}`);
  const first = [file, line].filter((part) => part !== undefined).join(':');
  return at(`/spec/admissionPolicies/${index}/metadata/name`, `this policy is there twice${first && `, the first time at ${first}`}`);
};

const unknownRules = ({ spec: { rules = [] } }: PolicyDocument, { foreign }: CompiledPolicy, at: Placing): readonly ErrorPlace[] =>
  rules.flatMap(({ rule }, index) => {
    if (!isForeignId(rule) || rulesNamed(rule, foreign).length > 0) return [];
    const ids = [...foreign.values()].map(({ id }) => id);
    const meant = nearest(rule, ids);
    return [at(`/spec/rules/${index}/rule`, `no policy here has the rule ${JSON.stringify(rule)}`, meant && `did you mean ${meant}?`)];
  });

/** Policies of several kinds may come to one id: what our policy says about one rule would be said about the other. */
const sharedIds = (documents: readonly JsonObject[], { policies }: CompiledForeign, at: Placing): readonly ErrorPlace[] => {
  const known = new Set<string>();
  return policies.flatMap((policy) => {
    const shared = policy.rules.map(({ name }) => ruleId(policy, name)).find((id) => known.size === known.add(id).size);
    const index = documents.findLastIndex(
      (one) => foreignKind(one) === 'policy' && stringAt(objectAt(one, 'metadata'), 'name') === policy.name,
    );
    return shared === undefined ? [] : [at(`${baseOf(index)}/metadata/name`, `a rule of another policy has the id ${shared}, too`)];
  });
};

/** Places of policies whose kind, namespace and name another has before them: a cluster would keep one of the two. */
const repeatedNames = (documents: readonly JsonObject[]): readonly (readonly [index: number, first: number])[] => {
  const seen = new Map<string, number>();
  return documents.flatMap((document, index) => {
    if (foreignKind(document) !== 'policy') return [];
    const metadata = objectAt(document, 'metadata');
    const key = JSON.stringify([document['kind'], stringAt(metadata, 'namespace') ?? '', stringAt(metadata, 'name') ?? '']);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    return first === undefined ? [] : [[index, first] as const];
  });
};
