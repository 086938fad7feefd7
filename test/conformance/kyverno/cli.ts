import { isList, isObject, type JsonObject, stringAt } from '../../../lib/model/json.ts';
import { compileForeign } from '../../../lib/policy/foreign/compile.ts';
import type { ForeignPolicy, ForeignProblem, ForeignResult } from '../../../lib/policy/foreign/policy.ts';
import { inNamespace, nameOf, namespaceOf } from './cluster.ts';
import { type Expectation, testOf } from './expectation.ts';
import { standInFor } from './stand-in.ts';

type CliResult = {
  readonly policy: string;
  readonly rule?: string;
  readonly kind: string;
  readonly resource: string;
  readonly expect: string;
};
export type CliCase = {
  readonly path: string;
  readonly policies: readonly JsonObject[];
  readonly resources: readonly JsonObject[];
  readonly results: readonly CliResult[];
  readonly exceptions?: readonly JsonObject[];
  readonly paramResources?: readonly JsonObject[];
  readonly clusterResources?: readonly JsonObject[];
  readonly values?: JsonObject;
  readonly userinfo?: JsonObject;
  readonly context?: JsonObject;
  readonly globalContextEntries?: readonly JsonObject[];
  readonly apiCallResponses?: readonly JsonObject[];
};

export const isCliCase = (line: unknown): line is CliCase =>
  isObject(line) && isList(line['policies']) && isList(line['resources']) && isList(line['results']) && typeof line['path'] === 'string';

/** The rows of one `kyverno test`. */
export const cliExpectations = (cliCase: CliCase): readonly Expectation[] => {
  const documents = [
    ...cliCase.policies,
    ...(cliCase.exceptions ?? []),
    ...(cliCase.paramResources ?? []),
    ...(cliCase.clusterResources ?? []),
  ];
  const { policies, problems } = compileForeign(documents);
  return cliCase.results.map((row) => {
    const { policy, rule, kind, resource, expect } = row;
    const name = `kyverno ${testOf(cliCase.path)} ${policy}/${rule ?? ''} ${kind} ${resource}`;
    return { name, expected: expect, got: gotOf(cliCase, row, policies, problems) };
  });
};

const gotOf = (cliCase: CliCase, row: CliResult, policies: readonly ForeignPolicy[], problems: readonly ForeignProblem[]): string => {
  const found = policies.filter(({ name }) => name === row.policy.slice(row.policy.lastIndexOf('/') + 1));
  const [problem] = problems;
  if (found.length === 0) return problem ? `invalid: ${problem.pointer} ${problem.message}` : 'no such policy';
  const objects = objectsOf(
    cliCase.resources.map((object) => inNamespace(object, 'default')),
    row,
  );
  if (objects.length === 0) return 'no such object';
  const given = objects.map((object) => {
    const results = found.flatMap((policy) => {
      const { request, surroundings } = standInFor(cliCase, policy.name, object);
      return policy.judge(request, surroundings).filter((result) => isOfRule(result, row.rule));
    });
    return statusOf(results);
  });
  return given.find((status) => status !== row.expect) ?? row.expect;
};

/** A resource is a namespace and a name, or a name alone, first of the default namespace and else of whichever has it. */
const objectsOf = (resources: readonly JsonObject[], { kind, resource }: CliResult): readonly JsonObject[] => {
  const slash = resource.indexOf('/');
  const named = resources.filter((object) => stringAt(object, 'kind') === kind && nameOf(object) === resource.slice(slash + 1));
  const inOwn = named.filter((object) => namespaceOf(object, 'default') === (slash === -1 ? 'default' : resource.slice(0, slash)));
  return slash === -1 && inOwn.length === 0 ? named : inOwn;
};

const isOfRule = ({ rule }: ForeignResult, wanted: string | undefined): boolean => {
  if (wanted === undefined) return true;
  const bare = wanted.replace(/^autogen-(?:cronjob-)?/, '');
  // Names that were made are cut at 63 characters.
  return rule === wanted || rule === bare || (wanted.length === 63 && bare !== wanted && rule.startsWith(bare));
};

/** The command tells of one status; what says nothing of an object skips it. */
const statusOf = (results: readonly ForeignResult[]): string => {
  for (const kind of ['fail', 'error', 'not-evaluated', 'pass'] as const) {
    const found = results.find((result) => result.kind === kind);
    if (found) return kind === 'error' || kind === 'not-evaluated' ? `${kind}: ${found.message}` : kind;
  }
  return 'skip';
};
