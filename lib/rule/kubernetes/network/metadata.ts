import { listAt, objectAt, stringAt } from '../../../model/json.ts';
import { problem, type Rule } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';
import { rulesOfPolicy } from './policy.ts';

/** Where the large clouds answer with the node's credentials, over IPv4. */
const metadataAddress = '169.254.169.254';

const numberOf = (address: string): number | undefined => {
  const parts = address.split('.').map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256));
  return parts.length === 4 && parts.every((part) => part < 256) ? parts.reduce((sum, part) => sum * 256 + part, 0) : undefined;
};

const covers = (cidr: string, address: string): boolean => {
  const [base = '', bits = ''] = cidr.split('/');
  const [first, wanted] = [numberOf(base), numberOf(address)];
  if (first === undefined || wanted === undefined || !/^\d{1,2}$/.test(bits) || Number(bits) > 32) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(first / size) === Math.floor(wanted / size);
};

const policyText = (block: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec:\n  podSelector: {}\n  policyTypes: [Egress]\n  egress:\n    - to: [{ipBlock: {${block}}}]\n`;

export const metadataRules: readonly Rule[] = [
  kubernetesRule({
    id: 'metadata-api',
    title: 'Egress leaves out the cloud’s metadata address',
    severity: 'medium',
    severityReason: 'Whoever captures the pod can ask there for the credentials of the node.',
    remediation: 'Add 169.254.169.254/32 to the except list of the block.',
    reference: reference.networkPolicy,
    category: 'network',
    bad: policyText('cidr: 0.0.0.0/0'),
    good: policyText('cidr: 0.0.0.0/0, except: [169.254.169.254/32]'),
    on: 'object',
    kinds: ['NetworkPolicy'],
    *check({ object }) {
      for (const { direction, peers, pointer } of rulesOfPolicy(object)) {
        if (direction !== 'egress') continue;
        for (const [at, peer] of peers.entries()) {
          const block = objectAt(peer, 'ipBlock');
          const isLeftOut = listAt(block, 'except').some((one) => typeof one === 'string' && covers(one, metadataAddress));
          if (!covers(stringAt(block, 'cidr') ?? '', metadataAddress) || isLeftOut) continue;
          yield problem(`the egress rule allows ${metadataAddress}, where the cloud hands out the node’s credentials`, {
            pointer: `${pointer}/to/${at}/ipBlock`,
          });
        }
      }
    },
  }),
];
