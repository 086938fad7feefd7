import { isList, listAt, memberOf } from '../../model/json.ts';
import { defineRule, problem, type Statement } from '../rule.ts';
import { type Pair, pairsOf } from './pair.ts';
import { findProgram } from './program.ts';

export const commandProgram = defineRule({
  id: 'across-command-program',
  on: 'across',
  title: 'The container starts a program that the image does not have',
  severity: 'high',
  severityReason: 'The container ends at once with an error, again and again.',
  aliases: [],
  remediation: 'Correct command, or leave it out to run what the image starts.',
  reference: 'https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/',
  category: 'across',
  *check({ change }) {
    for (const pair of pairsOf(change)) yield* checkPair(pair);
  },
});

function* checkPair(pair: Pair): Generator<Statement> {
  const { workload, container, content, image } = pair;
  const place = { object: workload.object, container: container.name };
  const [program] = listAt(container.value, 'command');
  if (typeof program === 'string') {
    if (findProgram(program, pair, new Set(content.executables)) === 'no')
      yield problem(`command runs ${program}, which ${image.ref} does not have.`, { ...place, pointer: `${container.pointer}/command/0` });
    return;
  }
  // Without an entrypoint the arguments are the command.
  const { entrypoint, cmd } = content.config;
  if (entrypoint.length > 0) return;
  const [first] = isList(memberOf(container.value, 'args')) ? listAt(container.value, 'args') : cmd;
  if (first === undefined)
    yield problem(`${image.ref} starts nothing, and the container names no command.`, { ...place, pointer: container.pointer });
  else if (typeof first === 'string' && findProgram(first, pair, new Set(content.executables)) === 'no')
    yield problem(`args start ${first}, as ${image.ref} has no entrypoint, and the image does not have it.`, {
      ...place,
      pointer: container.pointer,
    });
}
