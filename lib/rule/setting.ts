import type { JsonObject } from '../model/json.ts';
import type { Severity } from '../model/severity.ts';
import type { Mode } from '../model/verdict.ts';
import type { Rule } from './rule.ts';

/** A rule as one policy uses it. `severity` null: the rule's own. `params` hold only what the policy overrides. */
export type RuleSetting = {
  readonly rule: Rule;
  readonly severity: Severity | null;
  readonly mode: Mode;
  readonly params: JsonObject;
  /** Nobody has said how the rule is to be used: a statement that says it of itself is followed, as far as the policy's mode goes. */
  readonly followsStatements?: true;
};
