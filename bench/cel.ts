import { type CelBindings, celBudget, compileCel, kubernetesScope, toCel } from '../lib/policy/cel/cel.ts';
import type { Figure } from './evaluate.ts';

const container = (name: string) => ({
  name,
  image: `registry.example.com/team/${name}@sha256:${'a'.repeat(64)}`,
  securityContext: { runAsNonRoot: true },
  resources: { limits: { memory: '512Mi' } },
});
const bindings: CelBindings = new Map([
  [
    'object',
    toCel({
      metadata: { name: 'web', labels: { app: 'web', team: 'a' } },
      spec: { replicas: 3, containers: ['a', 'b', 'c', 'd'].map(container) },
    }),
  ],
]);

const expressions: readonly (readonly [string, string])[] = [
  ['field', 'object.spec.replicas <= 5'],
  ['labels', "has(object.metadata.labels) && 'app' in object.metadata.labels && object.metadata.labels['app'] == 'web'"],
  ['all', 'object.spec.containers.all(c, has(c.securityContext) && has(c.securityContext.runAsNonRoot) && c.securityContext.runAsNonRoot)'],
  ['all-exists', "object.spec.containers.all(c, ['a', 'b', 'c', 'd'].exists(n, n == c.name))"],
  ['matches', "object.spec.containers[0].image.matches('@sha256:[a-f0-9]{64}$')"],
  ['optional', 'object.?spec.?template.?spec.?hostNetwork.orValue(false) == false'],
  ['quantity', "quantity(object.spec.containers[0].resources.limits.memory).isLessThan(quantity('1Gi'))"],
  ['map', "object.spec.containers.filter(c, c.name != 'a').map(c, c.image).size() == 3"],
];

const scope = kubernetesScope({ variables: ['object'] });
const millisecondsEach = 200;

/** A second of processor time, so that what else the machine does says little. */
const perSecond = (run: () => void): number => {
  for (let index = 0; index < 2_000; index += 1) run();
  const start = process.cpuUsage();
  let [runs, spent] = [0, 0];
  while (spent < millisecondsEach * 1_000) {
    for (let index = 0; index < 200; index += 1) run();
    runs += 200;
    const { user, system } = process.cpuUsage(start);
    spent = user + system;
  }
  return (runs / spent) * 1_000_000;
};

/** Over a pod of four containers, compiled once; against compiling it for each run. */
export const celFigures = (): readonly Figure[] =>
  expressions.map(([name, source]) => {
    const compiled = compileCel(source, scope);
    if (compiled.kind !== 'program') throw new Error(compiled.message);
    const once = perSecond(() => compiled.program.run(bindings, celBudget()));
    const each = perSecond(() => {
      const again = compileCel(source, scope);
      if (again.kind === 'program') again.program.run(bindings, celBudget());
    });
    return { name: `cel-${name}`, value: Math.round(once), unit: '1/s', against: 'compiled for each run', ratio: once / each };
  });
