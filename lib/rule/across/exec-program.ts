import { listAt, objectAt } from '../../model/json.ts';
import { defineRule, problem, type Statement } from '../rule.ts';
import { type Pair, pairsOf } from './pair.ts';
import { findProgram } from './program.ts';

const places: readonly (readonly string[])[] = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
];

export const execProgram = defineRule({
  id: 'across-exec-program',
  on: 'across',
  title: 'A probe or hook runs a program that the image does not have',
  severity: 'high',
  severityReason: 'The probe fails for ever: the container is restarted again and again, or never gets traffic.',
  aliases: [],
  remediation: 'Use an httpGet, tcpSocket or grpc probe, name a program that the image has, or put it into the image.',
  reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
  category: 'across',
  *check({ change }) {
    for (const pair of pairsOf(change)) yield* checkPair(pair);
  },
});

function* checkPair(pair: Pair): Generator<Statement> {
  const { container, content, workload, image } = pair;
  let executables: ReadonlySet<string> | undefined;
  for (const place of places) {
    const handler = place.reduce(objectAt, container.value);
    const [program] = listAt(objectAt(handler, 'exec'), 'command');
    if (typeof program !== 'string') continue;
    executables ??= new Set(content.executables);
    if (findProgram(program, pair, executables) !== 'no') continue;
    const missing =
      executables.size > 0 && content.files.some(({ kind, deleted }) => kind === 'shell' && !deleted)
        ? ''
        : '; the image has no shell at all';
    yield problem(`${place.join('.')} runs ${program}, which ${image.ref} does not have${missing}.`, {
      object: workload.object,
      container: container.name,
      pointer: `${container.pointer}/${place.join('/')}/exec/command/0`,
      discriminator: place.join('.'),
    });
  }
}
