import { type JsonObject, objectAt, stringAt } from '../../model/json.ts';
import type { Mode } from '../../model/verdict.ts';
import { notEvaluated, type Rule } from '../../rule/rule.ts';
import type { RuleSetting } from '../../rule/setting.ts';
import { softer } from '../bind.ts';
import { foreignKind } from './kind.ts';
import type { CompileForeign, ForeignPolicy, ForeignProblem } from './policy.ts';
import { foreignRule, foreignRules } from './rule.ts';

/** Every rule of the documents as our policies use rules, with what its author has it do, or the document's mode where that is softer. */
export const foreignSettings = (
  documents: readonly JsonObject[],
  mode: Mode,
  engine: CompileForeign | undefined,
): readonly RuleSetting[] => {
  if (documents.length === 0) return [];
  if (!engine) throw new Error('a policy with admissionPolicies is compiled without an engine for them');
  const { policies, problems } = engine(documents);
  const beside = documents.filter((one) => foreignKind(one) !== 'policy');
  return [
    ...policies.flatMap((policy) => settingsOf(policy, beside, mode)),
    ...problems.map((problem) => ({ rule: unread(problem, documents), severity: null, mode, params: {} })),
  ];
};

const settingsOf = (policy: ForeignPolicy, beside: readonly JsonObject[], mode: Mode): readonly RuleSetting[] =>
  foreignRules(policy, beside).map((rule, index) => ({
    rule,
    severity: null,
    mode: softer(mode, policy.rules[index]?.action ?? 'enforce'),
    params: {},
    followsStatements: true as const,
  }));

/** A stored policy that a later version of the engine refuses must not let everything through in silence. */
const unread = ({ document, message, pointer }: ForeignProblem, documents: readonly JsonObject[]): Rule => {
  const name = stringAt(objectAt(documents[document], 'metadata'), 'name') ?? String(document);
  return {
    id: `kyverno/${name}${pointer}`,
    title: name,
    severity: 'medium',
    severityReason: message,
    ...foreignRule,
    on: 'object',
    kinds: ['*'],
    check: () => [notEvaluated(`the policy cannot be compiled: ${pointer} ${message}`)],
  };
};

/** Whether a rule is of another engine's policy. */
export const isForeign = ({ category }: Pick<Rule, 'category'>): boolean => category === 'admission';
