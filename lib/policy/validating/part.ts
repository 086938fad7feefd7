import type { JsonObject } from '../../model/json.ts';
import type { ForeignProblem } from '../foreign/policy.ts';
import { type AdmissionPolicyBinding, admissionPolicyBinding } from './document/admission-policy.ts';
import { check } from './document/check.ts';
import { policyException } from './document/policy-exception.ts';
import { compileException, type Exception } from './exception/exception.ts';
import { kindOf } from './kind.ts';
import { type GlobalEntries, globalEntriesIn } from './library/global-entry.ts';
import type { Problem } from './problem.ts';
import { kyvernoScope } from './scope/kyverno.ts';

/** What stands among the documents beside policies. `supplied`: objects that are none of these kinds. */
export type Parts = {
  readonly exceptions: readonly Exception[];
  readonly bindings: readonly AdmissionPolicyBinding[];
  readonly supplied: readonly JsonObject[];
  readonly entries: GlobalEntries;
  readonly problems: readonly ForeignProblem[];
};

export const partsOf = (documents: readonly JsonObject[]): Parts => {
  const exceptions: Exception[] = [];
  const bindings: AdmissionPolicyBinding[] = [];
  const supplied: JsonObject[] = [];
  const problems: ForeignProblem[] = [];
  const scope = kyvernoScope([]);
  const refuse = (document: number, found: readonly Problem[]): void => {
    problems.push(...found.map((problem) => ({ document, ...problem })));
  };
  for (const [at, document] of documents.entries()) {
    const kind = kindOf(document);
    if (kind === 'other') supplied.push(document);
    if (kind === 'binding') {
      const checked = check(admissionPolicyBinding, document);
      if (checked.kind === 'document') bindings.push(checked.document);
      else refuse(at, checked.problems);
    }
    if (kind === 'exception') {
      const checked = check(policyException, document);
      const compiled = checked.kind === 'document' ? compileException(checked.document, scope) : checked;
      if (compiled.kind === 'exception') exceptions.push(compiled.exception);
      else refuse(at, compiled.problems);
    }
  }
  return { exceptions, bindings, supplied, entries: globalEntriesIn(supplied), problems };
};
