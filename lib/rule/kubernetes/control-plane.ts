import type { ContainerView, ManifestObject } from '../../manifest/object.ts';
import { type JsonObject, listAt, stringAt } from '../../model/json.ts';
import { problem, type Rule, type Statement } from '../rule.ts';
import { type FlagRow, flagRows } from './control-plane.table.ts';
import { kubernetesRule, reference } from './define.ts';
import { commandLineOf } from './flag.ts';
import { brokenCondition, sampleArguments } from './flag-condition.ts';

export const staticPod = (program: string, flags: readonly string[]): string =>
  [
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${program}\n  namespace: kube-system\nspec:`,
    `  containers:\n    - name: ${program}\n      image: registry.k8s.io/${program}:v1.35.0\n      command:\n        - ${program}`,
    ...flags.map((flag) => `        - ${flag}`),
    '',
  ].join('\n');

const isComponent = (container: ContainerView): boolean => commandLineOf(container) !== null;

/** `unset`: whether a flag that is left out is `good` or `bad`; empty leaves that to its default. */
const paramsOf = ({ condition }: FlagRow): JsonObject => ({
  unset: '',
  ...('number' in condition && { number: condition.number }),
  ...('flag' in condition && condition.flag === 'disable-admission-plugins' && { listed: false }),
});

const judged = ({ programs, condition }: FlagRow, container: ContainerView, params: JsonObject): Statement | null => {
  const line = commandLineOf(container);
  if (line === null || !programs.includes(line.program)) return null;
  const number = params['number'];
  const choice = {
    unset: String(params['unset'] ?? ''),
    number: typeof number === 'number' ? number : null,
    listed: params['listed'] === true,
  };
  const broken = brokenCondition(condition, line.flags, choice);
  return broken === null ? null : problem(`${line.program} runs with ${broken}`, { pointer: `${container.pointer}/command` });
};

const configures = ({ value }: ManifestObject, plugin: string): boolean =>
  listAt(value, 'plugins').some((one) => stringAt(one, 'name') === plugin);

const ruleOf = (row: FlagRow): Rule => {
  const { id, programs, severity, title, why, fix, configures: plugin } = row;
  const sample = sampleArguments(row.condition);
  const shared = {
    id,
    title,
    severity,
    severityReason: why,
    remediation: fix,
    reference: reference.apiServer,
    category: 'control-plane',
    defaultParams: paramsOf(row),
    bad: staticPod(programs[0] ?? '', sample.bad),
    good: staticPod(programs[0] ?? '', sample.good),
  } as const;
  if (plugin === undefined)
    return kubernetesRule({
      ...shared,
      on: 'container',
      concerns: isComponent,
      *check({ container }, { params }) {
        const broken = judged(row, container, params);
        if (broken) yield broken;
      },
    });
  return kubernetesRule({
    ...shared,
    on: 'bundle',
    alone: true,
    *check({ bundle }, { params }) {
      for (const { object, containers } of bundle.workloads) {
        for (const container of containers) {
          const broken = judged(row, container, params);
          if (broken) yield { ...broken, object, container: container.name };
        }
      }
      for (const object of bundle.ofKind('AdmissionConfiguration')) {
        if (!configures(object, plugin)) yield problem(`the configuration has no ${plugin}`, { object, pointer: '/plugins' });
      }
    },
  });
};

/** Rules about command lines of control-plane components, one for each row of the table; they say nothing about other workloads. */
export const controlPlaneRules: readonly Rule[] = flagRows.map(ruleOf);
