import { compilePolicy } from './compile.ts';
import type { CompiledPolicy } from './compiled.ts';
import type { PolicyDocument } from './document.ts';
import { loadEngine } from './foreign/engine.ts';

/** `compilePolicy`, with the engines for other people's policies loaded where the document has such. */
export const preparePolicy = async (document: PolicyDocument): Promise<CompiledPolicy> => {
  const { admissionPolicies = [] } = document.spec;
  return admissionPolicies.length === 0 ? compilePolicy(document) : compilePolicy(document, await loadEngine());
};
