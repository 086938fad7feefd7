import { listAt, objectAt, stringAt } from '../../model/json.ts';
import { problem, type Rule } from '../rule.ts';
import { kubernetesRule } from './define.ts';

const authentication = 'https://kubernetes.io/docs/concepts/security/hardening-guide/authentication-mechanisms/';

/** Credentials that a manifest makes, by the type or signer that tells them. */
const lasting: readonly { readonly kind: string; readonly path: readonly string[]; readonly value: string; readonly what: string }[] = [
  {
    kind: 'Secret',
    path: ['type'],
    value: 'kubernetes.io/service-account-token',
    what: 'makes a token of an account that never expires',
  },
  {
    kind: 'Secret',
    path: ['type'],
    value: 'bootstrap.kubernetes.io/token',
    what: 'is a bootstrap token, with which a machine may join as a node',
  },
  {
    kind: 'CertificateSigningRequest',
    path: ['spec', 'signerName'],
    value: 'kubernetes.io/kube-apiserver-client',
    what: 'asks for a client certificate, which nobody can revoke',
  },
];

export const userAuthRules: readonly Rule[] = [
  kubernetesRule({
    id: 'user-auth',
    title: 'No credentials that outlive their user',
    severity: 'medium',
    severityReason: 'Tokens without an end and certificates that nobody can revoke stay valid when they leak.',
    remediation: 'Let people sign in by OIDC, and let pods use the tokens that the kubelet renews (TokenRequest).',
    reference: authentication,
    category: 'identity',
    bad: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: ci\n  annotations: {kubernetes.io/service-account.name: ci}\ntype: kubernetes.io/service-account-token\n',
    good: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\ntype: kubernetes.io/tls\n',
    on: 'object',
    kinds: ['Secret', 'CertificateSigningRequest'],
    defaultParams: { accepted: [] },
    *check({ object }, { params }) {
      for (const { kind, path, value, what } of lasting) {
        const holder = path.slice(0, -1).reduce((held, step) => objectAt(held, step), object.value);
        if (object.kind !== kind || stringAt(holder, path.at(-1) ?? '') !== value || listAt(params, 'accepted').includes(value)) continue;
        yield problem(`the ${kind} "${object.name}" ${what}`, { pointer: `/${path.join('/')}` });
      }
    },
  }),
];
