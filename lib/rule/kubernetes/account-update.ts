import { stringAt } from '../../model/json.ts';
import { problem, type Rule } from '../rule.ts';
import { kubernetesRule, reference } from './define.ts';
import { accountOf } from './identity.ts';

export const accountUpdateRules: readonly Rule[] = [
  kubernetesRule({
    id: 'service-account-update',
    title: 'A workload keeps its account',
    severity: 'medium',
    severityReason: 'Who may change a workload, and no roles, gets the rights of any account of the namespace this way.',
    remediation: 'Make a new workload for the other account, or waive this for the change.',
    reference: reference.serviceAccount,
    category: 'identity',
    on: 'workload',
    // Manifests do not show what stands in the cluster; an admission request of an update does.
    *check({ workload }, { change }) {
      const { object, podPointer } = workload;
      const before = change.previous?.workloads.find((one) => one.object.id === object.id && one.podPointer === podPointer);
      if (!before || accountOf(before) === accountOf(workload)) return;
      yield problem(`the account changes from "${accountOf(before)}" to "${accountOf(workload)}"`, {
        pointer: stringAt(workload.spec, 'serviceAccountName') === undefined ? podPointer : `${podPointer}/serviceAccountName`,
      });
    },
  }),
];
