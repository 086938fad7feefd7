import { assignmentsOf } from '../../../dockerfile/variables.ts';
import type { ImageConfig, ImageContent } from '../../../model/image.ts';
import { problemAt } from '../../dockerfile/define.ts';
import { finalStage, lastInChain } from '../../dockerfile/runtime/chain.ts';
import { exposed } from '../../dockerfile/runtime/expose.ts';
import { userName } from '../../dockerfile/runtime/user.ts';
import { defineRule, type Statement } from '../../rule.ts';
import { historyOf } from './history.ts';
import { builtOf, type Source } from './pair.ts';

/** What the Dockerfile says and its image does not have. Variables that nobody knows and what a base decides are left alone. */
export const builtDiffers = defineRule({
  id: 'across-built-differs',
  on: 'across',
  title: 'The image is what the Dockerfile says',
  severity: 'medium',
  severityReason:
    'Then the image was built from another file or commit, or changed after it, and judging the Dockerfile says little about it.',
  aliases: [],
  remediation: 'Build the image from this Dockerfile, or hand in the Dockerfile that it was built from.',
  reference: 'https://docs.docker.com/reference/dockerfile/',
  category: 'across',
  *check({ change }) {
    for (const { source, image } of builtOf(change)) {
      const statements = [...differences(source, image.content.config), ...stepsDiffer(source, image.content)];
      for (const statement of statements) yield { ...statement, subject: source.subject };
    }
  },
});

function* differences(source: Source, config: ImageConfig): Iterable<Statement & { kind: 'problem' }> {
  yield* userDiffers(source, config);
  yield* commandDiffers(source, config);
  yield* healthDiffers(source, config);
  yield* labelsDiffer(source, config);
  yield* portsDiffer(source, config);
}

type Difference = (source: Source, config: ImageConfig) => Iterable<Statement & { kind: 'problem' }>;

const at = (...words: Parameters<typeof problemAt>): Statement & { kind: 'problem' } => {
  const statement = problemAt(...words);
  return statement.kind === 'problem' ? statement : { kind: 'problem', message: statement.reason };
};

const userDiffers: Difference = function* ({ file }, config) {
  const stage = finalStage(file);
  const last = stage && lastInChain(file, stage, 'USER');
  const user = last ? userName(file, last) : null;
  const built = config.user.split(':')[0] ?? '';
  if (last && user !== null && user !== built)
    yield at(file, last, `USER is ${user}, and the image's user is ${built === '' ? 'not set' : built}`);
};

const commandDiffers: Difference = function* ({ file }, config) {
  const stage = finalStage(file);
  for (const [keyword, built] of [
    ['ENTRYPOINT', config.entrypoint],
    ['CMD', config.cmd],
  ] as const) {
    const last = stage && lastInChain(file, stage, keyword);
    const entry = stage && lastInChain(file, stage, 'ENTRYPOINT');
    // An ENTRYPOINT takes back the CMD of the stages below. Source: Dockerfile reference, CMD and ENTRYPOINT.
    if (keyword === 'CMD' && last && entry && last.stage < entry.stage) continue;
    // A shell form becomes words of the shell that SHELL names; only the exec form is in the image as written.
    const words = last?.json?.map(({ value }) => value);
    if (last && words && JSON.stringify(words) !== JSON.stringify(built))
      yield at(file, last, `${keyword} is not the image's, which is ${JSON.stringify(built).slice(0, 200)}`, { discriminator: keyword });
  }
};

const healthDiffers: Difference = function* ({ file }, config) {
  const stage = finalStage(file);
  const last = stage && lastInChain(file, stage, 'HEALTHCHECK');
  if (!last) return;
  const isOff = /^none$/i.test(last.arguments.trim());
  const isBuiltOff = config.healthcheck === null || config.healthcheck.length === 0 || config.healthcheck[0] === 'NONE';
  if (isOff !== isBuiltOff) yield at(file, last, isOff ? 'HEALTHCHECK NONE, and the image has one' : 'the image has no HEALTHCHECK');
};

const labelsDiffer: Difference = function* ({ file }, config) {
  const stage = finalStage(file);
  const written = new Map<string, Parameters<typeof at>[1] & { value: string | null }>();
  for (const instruction of stage?.instructions ?? []) {
    if (instruction.keyword !== 'LABEL' || instruction.onBuild) continue;
    for (const { name, value, start, end } of assignmentsOf(file, instruction)) written.set(name, { start, end, value });
  }
  for (const [name, { value, ...place }] of written) {
    // A build may override a label; that it is missing is another build.
    if (value !== null && !Object.hasOwn(config.labels, name))
      yield at(file, place, `the image has no label ${name}`, { discriminator: name });
  }
};

const portsDiffer: Difference = function* ({ file }, config) {
  const final = finalStage(file)?.index;
  const built = new Set(config.exposedPorts.map((port) => (port.includes('/') ? port : `${port}/tcp`)));
  for (const { word, port, protocol, stage } of exposed(file)) {
    const name = `${port}/${protocol === '' ? 'tcp' : protocol.toLowerCase()}`;
    if (stage === final && /^\d+$/.test(port) && !built.has(name))
      yield at(file, word, `the image does not expose ${name}`, { discriminator: name });
  }
};

/** Steps that write files, against the history. A squashed image tells none. */
function* stepsDiffer({ file }: Source, content: ImageContent): Iterable<Statement & { kind: 'problem' }> {
  for (const { instruction, said } of historyOf(file, content)?.unlike ?? []) {
    const instead = said === null ? 'the history ends before it' : `the history has ${said.slice(0, 200)}`;
    yield at(file, instruction, `the image was not built by this ${instruction.keyword}: ${instead}`, { discriminator: 'history' });
  }
}
