import { compareSeverity, type Severity } from '../model/severity.ts';
import { compilePolicy, rulesNamed } from './compile.ts';
import type { PolicyDocument } from './document.ts';
import { isForeign } from './foreign/setting.ts';
import { strayMembers } from './foreign/stray.ts';

export const lintCodes = [
  'judges-nothing',
  'warn-above-deny',
  'opens-what-is-unknown',
  'rule-twice',
  'rule-taken-out-for-nothing',
  'condition-never-reached',
  'unknown-member',
] as const;
/** Something in a valid policy that probably does not do what its author wants. */
export type LintNote = { readonly code: (typeof lintCodes)[number]; readonly pointer: string; readonly message: string };

export const lintPolicy = (document: PolicyDocument): readonly LintNote[] => [
  ...emptyPolicy(document),
  ...thresholdOrder(document),
  ...openActions(document),
  ...repeatedRules(document),
  ...needlessOff(document),
  ...unreachedConditions(document),
  ...unknownMembers(document),
];

const emptyPolicy = (document: PolicyDocument): readonly LintNote[] => {
  const { rules } = compilePolicy(document);
  const { vulnerabilities = [], thresholds } = document.spec;
  if (rules.length > 0 || vulnerabilities.length > 0 || thresholds?.vulnerability) return [];
  return [
    { code: 'judges-nothing', pointer: '/spec', message: 'no pack, no rule and nothing on vulnerabilities: this policy finds nothing' },
  ];
};

type Limit = Severity | 'never' | undefined;
const isAbove = (warn: Limit, deny: Limit): boolean =>
  warn !== undefined && deny !== undefined && warn !== 'never' && deny !== 'never' && compareSeverity(warn, deny) > 0;

const thresholdOrder = ({ spec: { thresholds } }: PolicyDocument): readonly LintNote[] =>
  (['misconfiguration', 'vulnerability'] as const).flatMap((kind) => {
    const { warn, deny } = thresholds?.[kind] ?? {};
    if (!isAbove(warn, deny)) return [];
    return [
      {
        code: 'warn-above-deny',
        pointer: `/spec/thresholds/${kind}/warn`,
        message: `what would warn from ${warn} is denied from ${deny} already`,
      },
    ];
  });

const openActions = ({ spec: { actions = {} } }: PolicyDocument): readonly LintNote[] =>
  (['unknown', 'error', 'unsupported'] as const)
    .filter((name) => actions[name] === 'allow')
    .map((name) => ({ code: 'opens-what-is-unknown', pointer: `/spec/actions/${name}`, message: 'what nobody has judged goes through' }));

const repeatedRules = (document: PolicyDocument): readonly LintNote[] => {
  const { rules = [] } = document.spec;
  const { foreign } = compilePolicy(document);
  const seen = new Map<string, number>();
  // A pattern is for all, and what follows it for one of them.
  const named = rules.map(({ rule }) => (rule.includes('*') ? [] : rulesNamed(rule, foreign)));
  return named.flatMap((found, index) =>
    found.flatMap(({ id }): LintNote[] => {
      const first = seen.get(id);
      seen.set(id, first ?? index);
      if (first === undefined) return [];
      return [
        { code: 'rule-twice', pointer: `/spec/rules/${index}/rule`, message: `${id} is set by entry ${first} too; this one overrides it` },
      ];
    }),
  );
};

const needlessOff = (document: PolicyDocument): readonly LintNote[] => {
  const { rules = [], packs = [] } = document.spec;
  const { foreign } = compilePolicy(document);
  const ofPacks = compilePolicy({ ...document, spec: { packs } }).rules;
  return rules.flatMap(({ rule, mode }, index): LintNote[] => {
    if (mode !== 'off' || rulesNamed(rule, foreign).some((found) => isForeign(found) || ofPacks.some((setting) => setting.rule === found)))
      return [];
    return [{ code: 'rule-taken-out-for-nothing', pointer: `/spec/rules/${index}`, message: `no pack of this policy has ${rule}` }];
  });
};

/** A condition with nothing but a name and an effect holds for everything. */
const unreachedConditions = ({ spec: { vulnerabilities = [] } }: PolicyDocument): readonly LintNote[] => {
  const open = vulnerabilities.findIndex((condition) => Object.keys(condition).every((key) => key === 'name' || key === 'effect'));
  if (open < 0) return [];
  return vulnerabilities.slice(open + 1).map((_, index) => ({
    code: 'condition-never-reached',
    pointer: `/spec/vulnerabilities/${open + 1 + index}`,
    message: `entry ${open} holds for every vulnerability, so this one is never asked`,
  }));
};

/** Those that resemble a member are refused as mistakes; the rest may be of a version of the engine that is not known yet. */
const unknownMembers = ({ spec: { admissionPolicies = [] } }: PolicyDocument): readonly LintNote[] =>
  admissionPolicies.flatMap((one, index) =>
    strayMembers(one).map(({ pointer, name }) => ({
      code: 'unknown-member' as const,
      pointer: `/spec/admissionPolicies/${index}${pointer}`,
      message: `nothing is known here that is named ${JSON.stringify(name)}: a cluster may refuse it, and it has no effect here`,
    })),
  );
