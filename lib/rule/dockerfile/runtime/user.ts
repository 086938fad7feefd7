import { expand } from '../../../dockerfile/expand.ts';
import type { DockerfileFile, Instruction } from '../../../dockerfile/file.ts';
import { lookupAt } from '../../../dockerfile/variables.ts';
import { dockerfileRule, lineEnd, problemAt, textPatch } from '../define.ts';
import { finalStage, lastInChain } from './chain.ts';

/** The user of a USER instruction without its group; null when a variable decides it. */
export const userName = (file: DockerfileFile, instruction: Instruction): string | null => {
  const { value } = expand(instruction.arguments, lookupAt(file, instruction), file.escapeToken);
  return value === null ? null : (value.trim().split(':')[0] ?? '');
};

const isRoot = (user: string): boolean => user === '' || user === 'root' || /^0+$/.test(user) || /^containeradministrator$/i.test(user);

// Images whose publishers ship them with a user other than root. Source: distroless, Chainguard and Docker Hardened Images documentation.
const nonRootBases = /(?::|-)nonroot(?:[-@]|$)|^cgr\.dev\/chainguard\/|^dhi\.io\//;

export const userRoot = dockerfileRule({
  id: 'df-user-root',
  title: 'The image runs as a user other than root',
  severity: 'high',
  severityReason: 'A process that breaks out of its container as root is root on the host; most images never need it at run time.',
  aliases: ['DL3002', 'DS-0002', 'CKV_DOCKER_3', 'CKV_DOCKER_8', 'CIS-DI-0001'],
  remediation: 'End the last stage with `USER` and the number of an unprivileged user, after the steps that need root.',
  reference: 'https://docs.docker.com/reference/dockerfile/#user',
  bad: 'FROM debian:12\nUSER root\n',
  good: 'FROM debian:12\nUSER root\nRUN true\nUSER 10001\n',
  *check(file) {
    const stage = finalStage(file);
    if (!stage) return;
    const last = lastInChain(file, stage, 'USER');
    if (last) {
      const user = userName(file, last);
      if (user === null || !isRoot(user)) return;
      yield problemAt(file, last, user === '' ? 'USER names nobody, so the image runs as root' : `the last USER is ${user}`);
      return;
    }
    if (nonRootBases.test(stage.base ?? '')) return;
    const end = stage.instructions.at(-1)?.end ?? stage.from.end;
    const patch = textPatch(file, [{ start: end, end, text: `${lineEnd(file)}USER 10001` }], false);
    yield problemAt(file, stage.from, 'the last stage has no USER, so the image runs as its base does, by default as root', { patch });
  },
});

export const userNumeric = dockerfileRule({
  id: 'df-user-numeric',
  title: 'USER is a number',
  severity: 'low',
  severityReason: 'Kubernetes cannot tell whether a name is root, so runAsNonRoot refuses to start such an image.',
  aliases: ['DL3066'],
  remediation: 'Write the number of the user, such as `USER 10001:10001`; create it with that number.',
  reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  bad: 'FROM debian:12\nUSER app\n',
  good: 'FROM debian:12\nUSER app\nRUN true\nUSER 10001:app\n',
  *check(file) {
    const stage = finalStage(file);
    const last = stage && lastInChain(file, stage, 'USER');
    const user = last && userName(file, last);
    // Windows has names only; Kubernetes sets them by runAsUserName.
    if (!last || !user || isRoot(user) || /^(?:\d+|containeruser)$/i.test(user)) return;
    yield problemAt(file, last, `USER ${user} is a name; runAsNonRoot needs a number`);
  },
});
