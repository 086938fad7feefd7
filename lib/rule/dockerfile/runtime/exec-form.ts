import type { DockerfileFile, Instruction } from '../../../dockerfile/file.ts';
import { shellAt } from '../../../dockerfile/shell/interpreter.ts';
import { scriptOf } from '../../../dockerfile/shell/script.ts';
import type { Patch } from '../../../model/patch.ts';
import { dockerfileRule, instructionsOf, problemAt, textPatch } from '../define.ts';

/** One plain command needs no shell: its words can stand as JSON. */
const asExec = (file: DockerfileFile, instruction: Instruction): Patch | null => {
  const { commands, pipelines, errors } = scriptOf(file, instruction);
  const [command] = commands;
  if (!command || commands.length > 1 || pipelines.length > 0 || errors.length > 0 || instruction.heredocs.length > 0) return null;
  if (command.wrappers.length > 0 || command.assignments.length > 0 || command.inputs.length > 0 || command.outputs.length > 0) return null;
  // Only what no shell would change: no variables, globs, redirections or separators, on one line.
  const written = instruction.arguments;
  if (!/^[\w\s./:=,@%+-]+$/.test(written) || file.text.slice(command.start, command.end) !== written) return null;
  if (/^(?:exec|source|\.|eval|cd|set|export|exit|:|true|false|test|trap|umask|wait)$/.test(command.name) || command.name === '')
    return null;
  const json = `[${command.words.map(({ value }) => JSON.stringify(value)).join(', ')}]`;
  return textPatch(file, [{ start: command.start, end: command.end, text: json }]);
};

export const execForm = dockerfileRule({
  id: 'df-exec-form',
  title: 'CMD and ENTRYPOINT are JSON lists',
  severity: 'low',
  severityReason:
    'In the shell form the shell is process 1 and passes no signals on, so a stop waits for the kill; images without a shell do not start.',
  aliases: ['DL3025', 'JSONArgsRecommended'],
  remediation: 'Write a list, as in `CMD ["/app/server", "--port", "8080"]`; where a shell is needed, let it `exec` the program.',
  reference: 'https://docs.docker.com/reference/build-checks/json-args-recommended/',
  bad: 'FROM debian:12\nCMD /app/server --port 8080\n',
  good: 'FROM debian:12\nENTRYPOINT ["/app/server"]\nFROM debian:12\nSHELL ["/bin/bash", "-c"]\nCMD /app/server\n',
  *check(file) {
    for (const instruction of instructionsOf(file, 'CMD', 'ENTRYPOINT')) {
      // Who writes SHELL wants one. Source: BuildKit's check.
      if (instruction.json !== null || instruction.arguments === '' || shellAt(file, instruction).explicit) continue;
      yield problemAt(file, instruction, `${instruction.keyword} runs in a shell, which gets the signals`, {
        patch: asExec(file, instruction),
      });
    }
  },
});
