import type { Bundle, ContainerView, Workload } from '../../manifest/object.ts';
import { memberOf, objectAt } from '../../model/json.ts';
import { problem, type Rule, type RuleContext, type Statement } from '../rule.ts';
import { kubernetesRule, reference } from './define.ts';
import { podExample } from './example.ts';
import { called, shown } from './field.ts';
import { rangesIn } from './limit-range.ts';
import { quantityOf } from './quantity.ts';

/** A resource as written. The API server copies a limit to a missing request; that is a default to know of, not a request that was thought about. */
export const resourceOf = ({ value }: ContainerView, list: 'requests' | 'limits', name: string) =>
  memberOf(objectAt(objectAt(value, 'resources'), list), name) ?? undefined;

/** Whether an amount counts: zero is a limit that limits nothing and a request for nothing. Source: pkg/apis/core/v1/helper/qos, amounts above zero. */
export const hasAmount = (container: ContainerView, list: 'requests' | 'limits', name: string): boolean => {
  const amount = resourceOf(container, list, name);
  return amount !== undefined && quantityOf(amount) !== 0;
};

/** What a LimitRange of the pod's namespace would fill in. */
const isFilledIn = (bundle: Bundle | null, { object }: Workload, list: 'requests' | 'limits', name: string): boolean =>
  memberOf(rangesIn(bundle, object.namespace).fills[list], name) !== undefined;

const isSet = (list: 'requests' | 'limits', name: string) =>
  function* (
    { workload, container }: { workload: Workload; container: ContainerView },
    { params, change }: RuleContext,
  ): Iterable<Statement> {
    if (container.role === 'init' && params['initContainers'] !== true) return;
    const written = resourceOf(container, list, name);
    if (hasAmount(container, list, name) || (written === undefined && isFilledIn(change.bundle, workload, list, name))) return;
    const zero = written === undefined ? '' : ` (${shown(written)} counts as none)`;
    yield problem(`${called(container)} has no ${name} ${list.slice(0, -1)}${zero}`, { pointer: `${container.pointer}/resources/${list}` });
  };

const setting = (list: string, amount: string): string => podExample({ container: `resources:\n  ${list}: {${amount}}` });
/** The API server takes no resources of an ephemeral container; init containers end, so they are asked only where a policy wants it. */
const resourceful = ['container', 'sidecar', 'init'] as const;
const defaultParams = { initContainers: false };

export const resourceRules: readonly Rule[] = [
  kubernetesRule({
    id: 'cpu-request',
    title: 'Containers request CPU',
    severity: 'low',
    severityReason: 'Without it the scheduler cannot place the pod well and it is starved first.',
    remediation: 'Set resources.requests.cpu to what the program uses.',
    reference: reference.resources,
    category: 'resources',
    bad: podExample({}),
    good: setting('requests', 'cpu: 100m'),
    on: 'container',
    roles: resourceful,
    defaultParams,
    check: isSet('requests', 'cpu'),
  }),
  kubernetesRule({
    id: 'cpu-limit',
    title: 'Containers have a CPU limit',
    severity: 'info',
    severityReason: 'One container can take all of a node’s spare CPU; requests already protect the others, so many teams go without.',
    remediation: 'Set resources.limits.cpu.',
    reference: reference.resources,
    category: 'resources',
    bad: podExample({}),
    good: setting('limits', "cpu: '1'"),
    on: 'container',
    roles: resourceful,
    defaultParams,
    check: isSet('limits', 'cpu'),
  }),
  kubernetesRule({
    id: 'memory-request',
    title: 'Containers request memory',
    severity: 'low',
    severityReason: 'Without it the scheduler overfills nodes and the pod is evicted first.',
    remediation: 'Set resources.requests.memory to what the program uses.',
    reference: reference.resources,
    category: 'resources',
    bad: podExample({}),
    good: setting('requests', 'memory: 64Mi'),
    on: 'container',
    roles: resourceful,
    defaultParams,
    check: isSet('requests', 'memory'),
  }),
  kubernetesRule({
    id: 'memory-limit',
    title: 'Containers have a memory limit',
    severity: 'medium',
    severityReason: 'One leak takes the memory of the node and with it every pod there.',
    remediation: 'Set resources.limits.memory.',
    reference: reference.resources,
    category: 'resources',
    bad: podExample({}),
    good: setting('limits', 'memory: 128Mi'),
    on: 'container',
    roles: resourceful,
    defaultParams,
    check: isSet('limits', 'memory'),
  }),
];
