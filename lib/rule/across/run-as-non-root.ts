import { imageUser, uidOf } from '../../image/user.ts';
import type { Patch } from '../../model/patch.ts';
import { defineRule, problem } from '../rule.ts';
import { effectiveBoolean, effectiveNumber } from './effective.ts';
import { type Pair, pairsOf } from './pair.ts';

export const runAsNonRoot = defineRule({
  id: 'across-run-as-non-root',
  on: 'across',
  title: "runAsNonRoot is set, and the image's user does not allow it",
  severity: 'high',
  severityReason: 'The kubelet refuses to start the container, so the roll-out stops.',
  aliases: [],
  remediation: 'Set USER to a number other than 0 in the image, or runAsUser in the workload.',
  reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  category: 'across',
  *check({ change }) {
    for (const pair of pairsOf(change)) {
      const { workload, container } = pair;
      if (effectiveBoolean(workload, container, 'runAsNonRoot') !== true) continue;
      // With runAsUser the image's USER counts for nothing. Source: kubelet, verifyRunAsNonRoot.
      if (effectiveNumber(workload, container, 'runAsUser') !== undefined) continue;
      const why = conflictOf(pair);
      if (why)
        yield problem(why.message, { object: workload.object, container: container.name, pointer: container.pointer, patch: why.patch });
    }
  },
});

const conflictOf = (pair: Pair): { readonly message: string; readonly patch: Patch | null } | undefined => {
  const user = imageUser(pair.content);
  if (user.isRoot)
    return {
      message: `${pair.image.ref} runs as root (USER ${user.text || 'is not set'}), so the kubelet will not start it.`,
      patch: null,
    };
  if (user.uid !== undefined) return undefined;
  const uid = uidOf(pair.content, user.text);
  const number = uid === undefined ? '' : `, number ${uid} in its passwd`;
  return {
    message: `${pair.image.ref} names its user (${user.text}${number}); the kubelet takes only numbers here and will not start it.`,
    patch: uid === undefined ? null : runAsPatch(pair, uid),
  };
};

/** Safe: it is the user that the image would have run as. */
const runAsPatch = ({ container }: Pair, uid: number): Patch => {
  const path = `${container.pointer}/securityContext`;
  const has = Object.keys(container.securityContext).length > 0;
  return {
    kind: 'json',
    safe: true,
    operations: [has ? { op: 'add', path: `${path}/runAsUser`, value: uid } : { op: 'add', path, value: { runAsUser: uid } }],
  };
};
