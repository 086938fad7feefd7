import type { SignatureAsk } from '../image/signature/ask.ts';
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
export const runRules = (change: Change, settings: readonly RuleSetting[], signatures: readonly SignatureAsk[] = []): Collection => {
  const plan = planOf(settings);
  const into = collector(change);
  const run = runner(into);
  runOnManifests(change, plan, run);
  runOnDockerfiles(change, plan, run);
  runOnCompose(change, plan, run);
  runOnImages(change, plan, run, signatures);
  for (const one of ready(plan.across, change)) run(one, { subject: firstSubject(change) }, { change });
  return { findings: withoutRepeats(into.findings, settings), notEvaluated: into.notEvaluated };
};

type Ready<On extends Rule['on']> = Planned<On> & { readonly context: RuleContext };

/** A rule's context is made once a run, since a large change asks each rule tens of thousands of times. */
const ready = <On extends Rule['on']>(planned: readonly Planned<On>[], change: Change): readonly Ready<On>[] =>
  planned.map(({ rule, setting, params }) => ({ rule, setting, params, context: { params, change } }));

type Asked<Held> = {
  readonly rule: { check(held: Held, context: RuleContext): Iterable<Statement> };
  readonly setting: RuleSetting;
  readonly context: RuleContext;
};

/** Asks one rule about one thing. Without a function a call, since there are hundreds of thousands. */
type Run = <Held>(asked: Asked<Held>, target: Target, held: Held) => void;

const runner =
  (into: Collector): Run =>
  ({ rule, setting, context }, target, held) => {
    try {
      for (const statement of rule.check(held, context)) into.add(statement, setting, target);
    } catch (error) {
      into.add(failed(error), setting, target);
    }
  };

// Only the error's kind: its message may quote what was judged, secrets included.
const failed = (error: unknown): Statement =>
  notEvaluated(`the check itself failed (${error instanceof Error ? error.name : 'unknown error'})`);

const runOnManifests = (change: Change, plan: Plan, run: Run): void => {
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
    for (const one of byKind(object.kind)) run(one, target, held);
    for (const one of anyKind) run(one, target, held);
  }
  for (const one of ready(plan.bundle, change)) run(one, { subject }, { bundle });
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
  run: Run,
): void => {
  const { object, podPointer } = workload;
  for (const container of workload.containers) {
    const target = { subject, object, container: container.name, pointer: container.pointer };
    const held = { workload, container };
    for (const group of groups) {
      if (group.concerns && !group.concerns(container)) continue;
      for (const one of group.rules) {
        if (!one.rule.roles || one.rule.roles.includes(container.role)) run(one, target, held);
      }
    }
  }
  const target = { subject, object, pointer: podPointer };
  const held = { workload };
  for (const one of rules) run(one, target, held);
};

const runOnDockerfiles = (change: Change, plan: Plan, run: Run): void => {
  const rules = ready(plan.dockerfile, change);
  for (const { subject, file } of change.dockerfiles) for (const one of rules) run(one, { subject, file }, { file });
};

const runOnCompose = (change: Change, plan: Plan, run: Run): void => {
  const rules = ready(plan.compose, change);
  for (const { subject, file } of change.compose ?? []) {
    for (const service of file.services) {
      const target = { subject, object: file.object, container: service.name, pointer: service.pointer };
      for (const one of rules) run(one, target, { file, service });
    }
  }
};

const runOnImages = (change: Change, plan: Plan, run: Run, signatures: readonly SignatureAsk[]): void => {
  const rules = ready(plan.image, change).map((one) => ({ ...one, context: { ...one.context, signatures } }));
  for (const { subject, evidence } of change.images) {
    for (const one of rules) {
      if (evidence.content.known !== 'packages' || one.rule.needs === 'packages') run(one, { subject }, { evidence });
    }
  }
};

const firstSubject = ({ bundle, images, dockerfiles }: Change): number =>
  bundle?.subject ?? images[0]?.subject ?? dockerfiles[0]?.subject ?? 0;
