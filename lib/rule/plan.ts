import type { JsonObject } from '../model/json.ts';
import type { Rule } from './rule.ts';
import type { RuleSetting } from './setting.ts';

type RuleOn<On extends Rule['on']> = Extract<Rule, { on: On }>;

/** One rule ready to run: its own defaults and the policy's overrides are one set of parameters. */
export type Planned<On extends Rule['on']> = { readonly rule: RuleOn<On>; readonly setting: RuleSetting; readonly params: JsonObject };

/** Settings grouped by what each rule looks at, so that a run visits every object once. */
export type Plan = {
  readonly container: readonly Planned<'container'>[];
  readonly workload: readonly Planned<'workload'>[];
  readonly objectsByKind: ReadonlyMap<string, readonly Planned<'object'>[]>;
  readonly objectsOfAnyKind: readonly Planned<'object'>[];
  readonly bundle: readonly Planned<'bundle'>[];
  readonly dockerfile: readonly Planned<'dockerfile'>[];
  readonly compose: readonly Planned<'compose'>[];
  readonly image: readonly Planned<'image'>[];
  readonly across: readonly Planned<'across'>[];
};

const plans = new WeakMap<readonly RuleSetting[], Plan>();

/** Compiled once per list of settings; a compiled policy keeps its list, so the work is done once per policy. */
export const planOf = (settings: readonly RuleSetting[]): Plan => {
  const known = plans.get(settings);
  if (known) return known;
  const plan = compile(settings);
  plans.set(settings, plan);
  return plan;
};

const compile = (settings: readonly RuleSetting[]): Plan => {
  const object = planned(settings, 'object');
  return {
    container: planned(settings, 'container'),
    workload: planned(settings, 'workload'),
    objectsByKind: byKind(object),
    objectsOfAnyKind: object.filter(({ rule }) => rule.kinds.includes('*')),
    bundle: planned(settings, 'bundle'),
    dockerfile: planned(settings, 'dockerfile'),
    compose: planned(settings, 'compose'),
    image: planned(settings, 'image'),
    across: planned(settings, 'across'),
  };
};

const planned = <On extends Rule['on']>(settings: readonly RuleSetting[], on: On): readonly Planned<On>[] =>
  settings.flatMap((setting) => {
    const { rule } = setting;
    if (!looksAt(rule, on)) return [];
    return [{ rule, setting, params: { ...rule.defaultParams, ...setting.params } }];
  });

const looksAt = <On extends Rule['on']>(rule: Rule, on: On): rule is RuleOn<On> => rule.on === on;

const byKind = (object: readonly Planned<'object'>[]): ReadonlyMap<string, readonly Planned<'object'>[]> => {
  const groups = new Map<string, Planned<'object'>[]>();
  for (const planned of object) {
    for (const kind of new Set(planned.rule.kinds)) {
      if (kind === '*') continue;
      const group = groups.get(kind);
      if (group) group.push(planned);
      else groups.set(kind, [planned]);
    }
  }
  return groups;
};
