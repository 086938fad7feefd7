import type { JsonObject } from '../../model/json.ts';
import type { Severity } from '../../model/severity.ts';
import type { ForeignRequest } from './request.ts';
import type { ForeignSurroundings } from './surroundings.ts';

/**
 * What one rule says of one request; a failure is told for each of its places. A rule that does not match the request says nothing at all. `skip`: a precondition, an anchor or an exception took it out.
 * `error`: the policy cannot be evaluated on this request (an unresolved variable, a CEL error). `not-evaluated`: it asks for what nobody supplied.
 * `pointer`: JSON pointer into the object of what is wrong, where known. `rule`: its name as written, without Kyverno's `autogen-` prefix.
 * `action`: where the policy wants another for this request than the rule's, as an override by namespace does.
 */
export type ForeignResult = {
  readonly rule: string;
  readonly kind: 'pass' | 'fail' | 'skip' | 'error' | 'not-evaluated';
  readonly message: string;
  readonly pointer?: string;
  readonly action?: ForeignAction;
};

/** What the policy's author says of a rule: `enforce` and its findings deny, `warn`, or `audit` and they are only recorded. */
export type ForeignAction = 'enforce' | 'warn' | 'audit';

/**
 * One foreign policy, compiled once. `engine`: `kyverno` for Kyverno's documents, `kubernetes` for ValidatingAdmissionPolicy. `rules`: the names that
 * `judge` may tell of, with their action and what the document says about them. `judge` is pure, bounded in steps, and never throws for what a policy or an object holds.
 */
export type ForeignPolicy = {
  readonly engine: 'kyverno' | 'kubernetes';
  readonly name: string;
  /** '' for all namespaces. */
  readonly namespace: string;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity | null;
  readonly category: string;
  /** The policy is one rule, which has its name. */
  readonly isOneRule?: true;
  readonly rules: readonly { readonly name: string; readonly action: ForeignAction; readonly failsClosed: boolean }[];
  judge(request: ForeignRequest, surroundings: ForeignSurroundings): readonly ForeignResult[];
};

/** What is wrong with a document, at a JSON pointer of it. */
export type ForeignProblem = { readonly document: number; readonly pointer: string; readonly message: string };

/** Policies in the order of their documents; PolicyExceptions, bindings and parameters among the documents belong to the policies they name. */
export type CompiledForeign = { readonly policies: readonly ForeignPolicy[]; readonly problems: readonly ForeignProblem[] };

export type CompileForeign = (documents: readonly JsonObject[]) => CompiledForeign;
