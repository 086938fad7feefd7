import type { PolicyDocument } from './document.ts';

const built = (name: string, description: string, spec: PolicyDocument['spec']): PolicyDocument => ({
  apiVersion: 'plimsoll.dev/v1',
  kind: 'Policy',
  metadata: { name, description },
  spec,
});

/** Any finding of a Pod Security level refuses the pod at admission, so it denies here whatever it weighs. */
const podSecurity: PolicyDocument['spec'] = {
  thresholds: { misconfiguration: { deny: 'info', warn: 'never' }, vulnerability: { deny: 'never', warn: 'never' } },
  actions: { unknown: 'unknown', stale: 'warn', error: 'unknown', unsupported: 'unknown', notEvaluated: 'allow' },
};

export const builtInPolicies: readonly PolicyDocument[] = [
  built(
    'starter',
    'The default: denies what is dangerous and sure, warns about little, and passes a careful Deployment of a good public image.',
    {
      packs: [{ pack: 'starter' }],
      thresholds: {
        misconfiguration: { deny: 'high', warn: 'medium' },
        vulnerability: { deny: 'critical', warn: 'never', fixableOnly: true },
      },
      vulnerabilities: [{ name: 'exploited and mended', effect: 'deny', kev: true, fix: 'available' }],
      actions: { unknown: 'unknown', stale: 'warn', error: 'unknown', unsupported: 'unknown', notEvaluated: 'allow' },
    },
  ),
  built('baseline', 'Pod Security Standards, level baseline.', { packs: [{ pack: 'baseline' }], ...podSecurity }),
  built('restricted', 'Pod Security Standards, level restricted.', { packs: [{ pack: 'restricted' }], ...podSecurity }),
  built('quick-wins', 'Changes of a line or two that remove the most risk. Warns and never denies.', {
    mode: 'warn',
    packs: [{ pack: 'quick-wins' }],
    thresholds: {
      misconfiguration: { deny: 'never', warn: 'low' },
      vulnerability: { deny: 'never', warn: 'high', fixableOnly: true },
    },
    actions: { unknown: 'warn', stale: 'warn', error: 'warn', unsupported: 'warn', notEvaluated: 'allow' },
  }),
];
