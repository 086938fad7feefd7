import { type Digest, digestOf } from '../model/digest.ts';
import { compileGlob, type Glob } from '../model/glob.ts';
import type { Mode } from '../model/verdict.ts';
import type { MappingDocument } from './document.ts';

/** What is known of a change when its policy is chosen. A member that is not known matches no pattern. */
export type PolicyFacts = {
  readonly repository?: string;
  readonly namespace?: string;
  readonly environment?: string;
  /** The step of a pipeline; only gates know it. */
  readonly stage?: string;
  readonly labels?: { readonly [name: string]: string };
};

/** The same of a change with several images and objects; its namespaces are asked for only when a mapping has patterns for them. */
export type ChangeFacts = {
  readonly repositories: readonly string[];
  readonly environment: string | null;
  readonly labels: { readonly [name: string]: string };
  namespaces(): readonly string[];
};

/**
 * `entry` is the place in the list, null for the default. `failMode`: what a gate makes of "unknown"; null leaves it unknown.
 * `onlyIfWorse`: a gate stops only what is worse than what runs in the environment already.
 */
export type PolicyChoice = {
  readonly policy: string;
  readonly mode: Mode;
  readonly failMode: 'open' | 'closed' | null;
  readonly onlyIfWorse: boolean;
  readonly entry: number | null;
  readonly name?: string;
};

/** `chooseAll`: what each pair of a repository and a namespace of the change is judged by; every choice once, in the order of the list. */
export type CompiledMapping = {
  readonly digest: Digest;
  choose(facts: PolicyFacts): PolicyChoice;
  chooseAll(facts: ChangeFacts): readonly PolicyChoice[];
};

type Entry = {
  readonly choice: PolicyChoice;
  readonly readsNamespace: boolean;
  matchesRepository(repository: string | undefined): boolean;
  matchesNamespace(namespace: string | undefined): boolean;
  matchesPlace(place: Pick<PolicyFacts, 'environment' | 'stage' | 'labels'>): boolean;
};

export const compileMapping = (document: MappingDocument): CompiledMapping => {
  const entries = document.spec.mappings.map(compileEntry);
  const otherwise: PolicyChoice = { policy: document.spec.default, mode: 'enforce', failMode: null, onlyIfWorse: false, entry: null };
  const matches = (entry: Entry, facts: PolicyFacts): boolean =>
    entry.matchesRepository(facts.repository) && entry.matchesNamespace(facts.namespace) && entry.matchesPlace(facts);
  return {
    digest: digestOf(document),
    choose: (facts) => entries.find((entry) => matches(entry, facts))?.choice ?? otherwise,
    chooseAll: (facts) => chooseAll(entries, facts, otherwise),
  };
};

type Pair = { readonly repository: string | undefined; readonly namespace: string | undefined };

/** Every name is held against an entry once, not once a pair: a cluster's dump has thousands of namespaces. */
const chooseAll = (entries: readonly Entry[], change: ChangeFacts, otherwise: PolicyChoice): readonly PolicyChoice[] => {
  const { environment, labels } = change;
  const place = { labels, ...(environment !== null && { environment }) };
  const repositories = orNone(change.repositories);
  const namespaces = orNone(entries.some(({ readsNamespace }) => readsNamespace) ? change.namespaces() : []);
  let open: readonly Pair[] = repositories.flatMap((repository) => namespaces.map((namespace) => ({ repository, namespace })));
  const choices: PolicyChoice[] = [];
  for (const entry of entries) {
    if (open.length === 0) break;
    if (!entry.matchesPlace(place)) continue;
    const inRepository = new Set(repositories.filter(entry.matchesRepository));
    if (inRepository.size === 0) continue;
    const inNamespace = new Set(namespaces.filter(entry.matchesNamespace));
    const left = open.filter(({ repository, namespace }) => !(inRepository.has(repository) && inNamespace.has(namespace)));
    if (left.length < open.length) choices.push(entry.choice);
    open = left;
  }
  return open.length === 0 ? choices : [...choices, otherwise];
};

const orNone = (names: readonly string[]): readonly (string | undefined)[] => (names.length > 0 ? [...new Set(names)] : [undefined]);

const compileEntry = (written: MappingDocument['spec']['mappings'][number], index: number): Entry => {
  const { name, match, policy, mode = 'enforce', failMode = null, onlyIfWorse = false } = written;
  const repository = match.repository?.map(compileGlob);
  const namespace = match.namespace?.map(compileGlob);
  const environment = match.environment?.map(compileGlob);
  const stage = match.stage?.map(compileGlob);
  const labels = Object.entries(match.labels ?? {}).map(([label, pattern]) => ({ label, glob: compileGlob(pattern) }));
  return {
    choice: { policy, mode, failMode, onlyIfWorse, entry: index, ...(name !== undefined && { name }) },
    readsNamespace: namespace !== undefined,
    matchesRepository: (name) => matchesOne(repository, name),
    matchesNamespace: (name) => matchesOne(namespace, name),
    matchesPlace: (place) =>
      matchesOne(environment, place.environment) &&
      matchesOne(stage, place.stage) &&
      labels.every(({ label, glob }) =>
        matchesOne([glob], place.labels && Object.hasOwn(place.labels, label) ? place.labels[label] : undefined),
      ),
  };
};

const matchesOne = (globs: readonly Glob[] | undefined, text: string | undefined): boolean =>
  globs === undefined || (text !== undefined && globs.some((glob) => glob.matches(text)));
