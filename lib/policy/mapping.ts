import { type Digest, digestOf } from '../model/digest.ts';
import { compileGlob, type Glob } from '../model/glob.ts';
import type { Mode } from '../model/verdict.ts';
import type { MappingDocument } from './document.ts';

/** What is known of a change when its policy is chosen. A member that is not known matches no pattern. */
export type PolicyFacts = {
  readonly repository?: string;
  readonly namespace?: string;
  readonly environment?: string;
  readonly labels?: { readonly [name: string]: string };
};

/** `entry` is the place in the list, null for the default. `failMode`: what a gate makes of "unknown"; null leaves it unknown. */
export type PolicyChoice = {
  readonly policy: string;
  readonly mode: Mode;
  readonly failMode: 'open' | 'closed' | null;
  readonly entry: number | null;
  readonly name?: string;
};

export type CompiledMapping = { readonly digest: Digest; choose(facts: PolicyFacts): PolicyChoice };

type Entry = { readonly choice: PolicyChoice; matches(facts: PolicyFacts): boolean };

export const compileMapping = (document: MappingDocument): CompiledMapping => {
  const entries = document.spec.mappings.map(compileEntry);
  const otherwise: PolicyChoice = { policy: document.spec.default, mode: 'enforce', failMode: null, entry: null };
  return { digest: digestOf(document), choose: (facts) => entries.find((entry) => entry.matches(facts))?.choice ?? otherwise };
};

const compileEntry = ({ name, match, policy, mode, failMode }: MappingDocument['spec']['mappings'][number], index: number): Entry => {
  const repository = match.repository?.map(compileGlob);
  const namespace = match.namespace?.map(compileGlob);
  const environment = match.environment?.map(compileGlob);
  const labels = Object.entries(match.labels ?? {}).map(([label, pattern]) => ({ label, glob: compileGlob(pattern) }));
  return {
    choice: { policy, mode: mode ?? 'enforce', failMode: failMode ?? null, entry: index, ...(name !== undefined && { name }) },
    matches: (facts) =>
      matchesOne(repository, facts.repository) &&
      matchesOne(namespace, facts.namespace) &&
      matchesOne(environment, facts.environment) &&
      labels.every(({ label, glob }) =>
        matchesOne([glob], facts.labels && Object.hasOwn(facts.labels, label) ? facts.labels[label] : undefined),
      ),
  };
};

const matchesOne = (globs: readonly Glob[] | undefined, text: string | undefined): boolean =>
  globs === undefined || (text !== undefined && globs.some((glob) => glob.matches(text)));
