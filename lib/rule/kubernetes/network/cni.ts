import { problem, type Rule } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';
import { podExample } from '../example.ts';
import { imageNameOf } from '../image.ts';

/** Plugins by the names of their images. Source: each project's documentation on NetworkPolicy. */
const without = /(?:^|\/)(?:flannel|flannel-cni-plugin|amazon-k8s-cni)$/;
const enforcing =
  /(?:^|\/)(?:calico\/node|calico-node|cilium|antrea-(?:agent-)?(?:ubuntu|ubi)|kube-router|weave-npc|ovn-kube[\w-]*|kube-ovn|aws-network-policy-agent|kube-network-policies|canal)$/;

export const cniRules: readonly Rule[] = [
  kubernetesRule({
    id: 'network-policy-cni',
    title: 'The network plugin enforces NetworkPolicies',
    severity: 'high',
    severityReason: 'With a plugin that does not, every NetworkPolicy is accepted and none does anything.',
    remediation: 'Install a plugin that enforces them, such as Calico or Cilium, or its policy engine beside this one.',
    reference: reference.networkPolicy,
    category: 'network',
    bad: podExample({ image: 'docker.io/flannel/flannel:v0.27.0' }),
    good: podExample({ image: 'quay.io/cilium/cilium:v1.18.0' }),
    on: 'bundle',
    alone: { why: 'the network plugins are in the cluster' },
    // Most changes do not hold the plugin; then there is nothing here to judge it by.
    *check({ bundle }) {
      const containers = bundle.workloads.flatMap(({ object, containers: held }) => held.map((container) => ({ object, container })));
      if (containers.some(({ container }) => enforcing.test(imageNameOf(container).repository))) return;
      for (const { object, container } of containers) {
        const { repository } = imageNameOf(container);
        if (!without.test(repository) || container.role === 'init') continue;
        yield problem(`${repository} enforces no NetworkPolicy, and the change has no plugin that does`, {
          object,
          container: container.name,
          pointer: `${container.pointer}/image`,
        });
      }
    },
  }),
];
