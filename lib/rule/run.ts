import type { ContainerView, Workload } from '../manifest/object.ts';
import { type Collection, type Collector, collector } from './collect.ts';
import type { Target } from './place.ts';
import { type Plan, type Planned, planOf } from './plan.ts';
import { withoutRepeats } from './repeat.ts';
import { type Change, notEvaluated, type Rule, type RuleContext, type Statement } from './rule.ts';
import type { RuleSetting } from './setting.ts';

/**
 * Judges a change by every rule that looks at something in it. Pure. A rule that throws is reported as not evaluated at that place and stops nothing else.
 */
export const runRules = (change: Change, settings: readonly RuleSetting[]): Collection => {
  const plan = planOf(settings);
  const run = runner(change);
  runOnManifests(change, plan, run);
  runOnDockerfiles(change, plan, run);
  runOnCompose(change, plan, run);
  runOnImages(change, plan, run);
  for (const planned of plan.across) {
    run.one(planned, { subject: firstSubject(change) }, (context) => planned.rule.check({ change }, context));
  }
  return { findings: withoutRepeats(run.into.findings, settings), notEvaluated: run.into.notEvaluated };
};

type Ready<On extends Rule['on']> = Planned<On> & { readonly context: RuleContext };

/** A rule's context is made once a run, since a large change asks each rule tens of thousands of times. */
const ready = <On extends Rule['on']>(planned: readonly Planned<On>[], change: Change): readonly Ready<On>[] =>
  planned.map(({ rule, setting, params }) => ({ rule, setting, params, context: { params, change } }));

type Runner = {
  readonly into: Collector;
  one(planned: Pick<Planned<Rule['on']>, 'setting' | 'params'>, target: Target, check: (context: RuleContext) => Iterable<Statement>): void;
  /** The same for a check that has its context; without a function a call, since there are hundreds of thousands. */
  take<Held>(ready: Asked<Held>, target: Target, held: Held): void;
};

type Asked<Held> = {
  readonly rule: { check(held: Held, context: RuleContext): Iterable<Statement> };
  readonly setting: RuleSetting;
  readonly context: RuleContext;
};

const runner = (change: Change): Runner => {
  const into = collector(change);
  return {
    into,
    take: ({ rule, setting, context }, target, held) => {
      try {
        for (const statement of rule.check(held, context)) into.add(statement, setting, target);
      } catch (error) {
        into.add(failed(error), setting, target);
      }
    },
    one: ({ setting, params }, target, check) => {
      try {
        for (const statement of check({ params, change })) into.add(statement, setting, target);
      } catch (error) {
        into.add(failed(error), setting, target);
      }
    },
  };
};

// Only the error's kind: its message may quote what was judged, secrets included.
const failed = (error: unknown): Statement =>
  notEvaluated(`the check itself failed (${error instanceof Error ? error.name : 'unknown error'})`);

const runOnManifests = (change: Change, plan: Plan, run: Runner): void => {
  const { bundle } = change;
  if (!bundle) return;
  const { subject } = bundle;
  const groups = containerGroups(ready(plan.container, change));
  const onWorkload = ready(plan.workload, change);
  for (const workload of bundle.workloads) runOnWorkload(workload, subject, groups, onWorkload, run);
  const anyKind = ready(plan.objectsOfAnyKind, change);
  const byKind = readyByKind(plan, change);
  for (const object of bundle.objects) {
    const target = { subject, object, pointer: '' };
    const held = { object };
    for (const one of byKind(object.kind)) run.take(one, target, held);
    for (const one of anyKind) run.take(one, target, held);
  }
  for (const planned of plan.bundle) run.one(planned, { subject }, (context) => planned.rule.check({ bundle }, context));
};

/** Made for the kinds that occur: a small bundle has few of the many that rules are about. */
const readyByKind = ({ objectsByKind }: Plan, change: Change): ((kind: string) => readonly Ready<'object'>[]) => {
  const known = new Map<string, readonly Ready<'object'>[]>();
  return (kind) => {
    const found = known.get(kind) ?? ready(objectsByKind.get(kind) ?? [], change);
    known.set(kind, found);
    return found;
  };
};

/** Rules about containers, by what they are asked for once. */
type ContainerGroup = {
  readonly concerns: ((container: ContainerView) => boolean) | undefined;
  readonly rules: readonly Ready<'container'>[];
};

const containerGroups = (rules: readonly Ready<'container'>[]): readonly ContainerGroup[] => {
  const groups = new Map<ContainerGroup['concerns'], Ready<'container'>[]>();
  for (const one of rules) {
    const group = groups.get(one.rule.concerns);
    if (group) group.push(one);
    else groups.set(one.rule.concerns, [one]);
  }
  return [...groups].map(([concerns, members]) => ({ concerns, rules: members }));
};

const runOnWorkload = (
  workload: Workload,
  subject: number,
  groups: readonly ContainerGroup[],
  rules: readonly Ready<'workload'>[],
  run: Runner,
): void => {
  const { object, podPointer } = workload;
  for (const container of workload.containers) {
    const target = { subject, object, container: container.name, pointer: container.pointer };
    const held = { workload, container };
    for (const group of groups) {
      if (group.concerns && !group.concerns(container)) continue;
      for (const one of group.rules) {
        if (!one.rule.roles || one.rule.roles.includes(container.role)) run.take(one, target, held);
      }
    }
  }
  const target = { subject, object, pointer: podPointer };
  const held = { workload };
  for (const one of rules) run.take(one, target, held);
};

const runOnDockerfiles = ({ dockerfiles }: Change, plan: Plan, run: Runner): void => {
  for (const { subject, file } of dockerfiles) {
    for (const planned of plan.dockerfile) run.one(planned, { subject, file }, (context) => planned.rule.check({ file }, context));
  }
};

const runOnCompose = ({ compose = [] }: Change, plan: Plan, run: Runner): void => {
  for (const { subject, file } of compose) {
    for (const service of file.services) {
      const target = { subject, object: file.object, container: service.name, pointer: service.pointer };
      for (const planned of plan.compose) run.one(planned, target, (context) => planned.rule.check({ file, service }, context));
    }
  }
};

const runOnImages = ({ images }: Change, plan: Plan, run: Runner): void => {
  for (const { subject, evidence } of images) {
    for (const planned of plan.image) {
      if (evidence.content.known === 'packages' && planned.rule.needs !== 'packages') continue;
      run.one(planned, { subject }, (context) => planned.rule.check({ evidence }, context));
    }
  }
};

const firstSubject = ({ bundle, images, dockerfiles }: Change): number =>
  bundle?.subject ?? images[0]?.subject ?? dockerfiles[0]?.subject ?? 0;
