import type { ManifestObject, Workload } from '../manifest/object.ts';
import { type Collection, type Collector, collector } from './collect.ts';
import type { Target } from './place.ts';
import { type Plan, planOf } from './plan.ts';
import { type Change, notEvaluated, type RuleContext, type Statement } from './rule.ts';
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
  return { findings: run.into.findings, notEvaluated: run.into.notEvaluated };
};

type Ready = { readonly setting: RuleSetting; readonly params: RuleContext['params'] };
type Runner = { readonly into: Collector; one(planned: Ready, target: Target, check: (context: RuleContext) => Iterable<Statement>): void };

const runner = (change: Change): Runner => {
  const into = collector(change);
  const one: Runner['one'] = (planned, target, check) => {
    try {
      for (const statement of check({ params: planned.params, change })) into.add(statement, planned.setting, target);
    } catch (error) {
      into.add(failed(error), planned.setting, target);
    }
  };
  return { into, one };
};

// Only the error's kind: its message may quote what was judged, secrets included.
const failed = (error: unknown): Statement =>
  notEvaluated(`the check itself failed (${error instanceof Error ? error.name : 'unknown error'})`);

const runOnManifests = ({ bundle }: Change, plan: Plan, run: Runner): void => {
  if (!bundle) return;
  const { subject } = bundle;
  for (const workload of bundle.workloads) runOnWorkload(workload, subject, plan, run);
  for (const object of bundle.objects) runOnObject(object, subject, plan, run);
  for (const planned of plan.bundle) run.one(planned, { subject }, (context) => planned.rule.check({ bundle }, context));
};

const runOnWorkload = (workload: Workload, subject: number, plan: Plan, run: Runner): void => {
  const { object, podPointer } = workload;
  for (const container of workload.containers) {
    const target = { subject, object, container: container.name, pointer: container.pointer };
    for (const planned of plan.container) {
      const { rule } = planned;
      if (rule.roles && !rule.roles.includes(container.role)) continue;
      run.one(planned, target, (context) => rule.check({ workload, container }, context));
    }
  }
  const target = { subject, object, pointer: podPointer };
  for (const planned of plan.workload) run.one(planned, target, (context) => planned.rule.check({ workload }, context));
};

const runOnObject = (object: ManifestObject, subject: number, plan: Plan, run: Runner): void => {
  const target = { subject, object, pointer: '' };
  for (const planned of plan.objectsByKind.get(object.kind) ?? []) {
    run.one(planned, target, (context) => planned.rule.check({ object }, context));
  }
  for (const planned of plan.objectsOfAnyKind) run.one(planned, target, (context) => planned.rule.check({ object }, context));
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
