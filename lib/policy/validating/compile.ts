import type { JsonObject } from '../../model/json.ts';
import type { CompileForeign, ForeignPolicy, ForeignProblem } from '../foreign/policy.ts';
import { compileAdmissionPolicy } from './admission-policy.ts';
import type { CompiledPolicy } from './compiled.ts';
import { compileImagePolicy } from './image-policy.ts';
import { kindOf } from './kind.ts';
import { type Parts, partsOf } from './part.ts';
import { compileValidatingPolicy } from './validating-policy.ts';

/**
 * Policies of CEL: those of policies.kyverno.io and Kubernetes' ValidatingAdmissionPolicy, each with the exceptions and bindings among the documents that name it. Documents
 * of no policy are objects that a policy may take as its params.
 */
export const compileValidating: CompileForeign = (documents) => {
  const parts = partsOf(documents);
  const policies: ForeignPolicy[] = [];
  const problems: ForeignProblem[] = [...parts.problems];
  for (const [at, document] of documents.entries()) {
    const compiled = compilePolicy(document, parts);
    if (compiled?.kind === 'policy') policies.push(compiled.policy);
    if (compiled?.kind === 'invalid') problems.push(...compiled.problems.map((problem) => ({ document: at, ...problem })));
  }
  return { policies, problems: problems.sort((a, b) => a.document - b.document) };
};

const compilePolicy = (document: JsonObject, parts: Parts): CompiledPolicy | undefined => {
  switch (kindOf(document)) {
    case 'validating-policy':
      return compileValidatingPolicy(document, parts.exceptions, parts.entries);
    case 'image-policy':
      return compileImagePolicy(document);
    case 'admission-policy':
      return compileAdmissionPolicy(document, parts.bindings, parts.supplied);
    case 'binding':
    case 'exception':
    case 'other':
      return undefined;
  }
};
