import { type JsonObject, stringAt } from '../../model/json.ts';
import type { CompileForeign, ForeignPolicy, ForeignProblem } from '../foreign/policy.ts';
import { check } from '../validating/document/check.ts';
import type { Problem } from '../validating/problem.ts';
import { tooDeep } from './document/depth.ts';
import { exceptionSchema, policySchema } from './document/schema.ts';
import { compileException, type Exception } from './exception/exception.ts';
import { compilePolicy } from './policy.ts';

/** Kyverno's ClusterPolicies and Policies with the PolicyExceptions of their kind. Other documents are passed over, or are what a rule takes for its params. */
export const compileKyverno: CompileForeign = (documents) => {
  const problems: ForeignProblem[] = [];
  const policies: ForeignPolicy[] = [];
  const note = (document: number, found: readonly Problem[]): void => {
    problems.push(...found.map(({ pointer, message }) => ({ document, pointer, message })));
  };
  const exceptions: Exception[] = [];
  for (const [at, document] of documents.entries()) {
    if (!isKind(document, ['PolicyException'])) continue;
    const wrong = problemsOf(document, exceptionSchema);
    note(at, wrong);
    if (wrong.length === 0) exceptions.push(compileException(document));
  }
  for (const [at, document] of documents.entries()) {
    if (!isKind(document, ['ClusterPolicy', 'Policy'])) continue;
    const wrong = problemsOf(document, policySchema);
    note(at, wrong);
    if (wrong.length > 0) continue;
    const compiled = compilePolicy(document, { exceptions, supplied: documents });
    note(at, compiled.problems);
    if (compiled.problems.length === 0) policies.push(compiled.policy);
  }
  return { policies, problems };
};

const isKind = (document: JsonObject, kinds: readonly string[]): boolean =>
  kinds.includes(stringAt(document, 'kind') ?? '') && /^kyverno\.io\//.test(stringAt(document, 'apiVersion') ?? '');

const problemsOf = (document: JsonObject, schema: () => Parameters<typeof check>[0]): readonly Problem[] => {
  const deep = tooDeep(document);
  if (deep !== undefined) return [{ pointer: deep, message: 'this is nested too deep' }];
  const checked = check(schema(), document);
  return checked.kind === 'invalid' ? checked.problems : [];
};
