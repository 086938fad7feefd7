import { problem, type Rule } from '../rule.ts';
import { type FlagRow, flagRows } from './control-plane.table.ts';
import { kubernetesRule, reference } from './define.ts';
import { commandLineOf } from './flag.ts';
import { brokenCondition, sampleArguments } from './flag-condition.ts';

const staticPod = (program: string, flags: readonly string[]): string =>
  [
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${program}\n  namespace: kube-system\nspec:`,
    `  containers:\n    - name: ${program}\n      image: registry.k8s.io/${program}:v1.35.0\n      command:\n        - ${program}`,
    ...flags.map((flag) => `        - ${flag}`),
    '',
  ].join('\n');

const ruleOf = ({ id, programs, severity, title, why, fix, condition }: FlagRow): Rule => {
  const sample = sampleArguments(condition);
  return kubernetesRule({
    id,
    title,
    severity,
    severityReason: why,
    remediation: fix,
    reference: reference.apiServer,
    category: 'control-plane',
    bad: staticPod(programs[0] ?? '', sample.bad),
    good: staticPod(programs[0] ?? '', sample.good),
    on: 'container',
    *check({ container }) {
      const line = commandLineOf(container);
      if (line === null || !programs.includes(line.program)) return;
      const broken = brokenCondition(condition, line.flags);
      if (broken !== null) yield problem(`${line.program} runs with ${broken}`, { pointer: `${container.pointer}/command` });
    },
  });
};

/** Rules about command lines of control-plane components, one for each row of the table; they say nothing about other workloads. */
export const controlPlaneRules: readonly Rule[] = flagRows.map(ruleOf);
