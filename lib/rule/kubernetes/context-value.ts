import { type Json, type JsonObject, memberOf, objectAt } from '../../model/json.ts';
import { problem, type Rule } from '../rule.ts';
import { kubernetesRule, reference } from './define.ts';
import { podExample } from './example.ts';
import { called, podSecurity, shown } from './field.ts';

type Form = { readonly path: readonly string[]; readonly fits: (value: Json) => boolean; readonly what: string };

const id = (...path: string[]): Form => ({
  path,
  fits: (value) => typeof value !== 'number' || (Number.isInteger(value) && value >= 0 && value <= 2147483647),
  what: 'a number from 0 to 2147483647',
});
const oneOf = (path: readonly string[], ...values: string[]): Form => ({
  path,
  fits: (value) => typeof value !== 'string' || values.includes(value),
  what: values.join(', '),
});
const profiles = ['RuntimeDefault', 'Localhost', 'Unconfined'];
const shared = [
  id('runAsUser'),
  id('runAsGroup'),
  oneOf(['seccompProfile', 'type'], ...profiles),
  oneOf(['appArmorProfile', 'type'], ...profiles),
];

/** Source: validation of PodSecurityContext and SecurityContext in the API server. */
const podForms: readonly Form[] = [
  ...shared,
  id('fsGroup'),
  oneOf(['fsGroupChangePolicy'], 'OnRootMismatch', 'Always'),
  oneOf(['supplementalGroupsPolicy'], 'Merge', 'Strict'),
  oneOf(['seLinuxChangePolicy'], 'MountOption', 'Recursive'),
];
const containerForms: readonly Form[] = [...shared, oneOf(['procMount'], 'Default', 'Unmasked')];

const wrongIn = (context: JsonObject, forms: readonly Form[]): readonly { readonly path: string; readonly text: string }[] =>
  Object.keys(context).length === 0
    ? []
    : forms.flatMap(({ path, fits, what }) => {
        const holder = path.slice(0, -1).reduce((held, step) => objectAt(held, step), context);
        const value = memberOf(holder, path.at(-1) ?? '');
        return value === undefined || value === null || fits(value)
          ? []
          : [{ path: path.join('/'), text: `${path.join('.')} is ${shown(value)}, not ${what}` }];
      });

export const contextValueRules: readonly Rule[] = [
  kubernetesRule({
    id: 'security-context-value',
    title: 'Settings of security contexts are ones that exist',
    severity: 'medium',
    severityReason: 'The API server refuses the pod, or the author believes in a protection that is not there.',
    remediation: 'Use one of the values that the message names.',
    reference: reference.securityContext,
    category: 'privilege',
    bad: podExample({ pod: 'securityContext:\n  fsGroup: 2000\n  fsGroupChangePolicy: None' }),
    good: podExample({ pod: 'securityContext:\n  fsGroup: 2000\n  fsGroupChangePolicy: OnRootMismatch' }),
    on: 'workload',
    *check({ workload }) {
      for (const { path, text } of wrongIn(podSecurity(workload), podForms))
        yield problem(`the pod’s ${text}`, { pointer: `${workload.podPointer}/securityContext/${path}` });
      for (const container of workload.containers)
        for (const { path, text } of wrongIn(container.securityContext, containerForms))
          yield problem(`${called(container)}: ${text}`, {
            container: container.name,
            pointer: `${container.pointer}/securityContext/${path}`,
          });
    },
  }),
];
