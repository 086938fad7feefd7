import type { DockerfileFile, Instruction } from '../../../dockerfile/file.ts';
import { setsPipefail } from '../../../dockerfile/shell/interpreter.ts';
import type { Statement } from '../../rule.ts';
import { dockerfileRule, problemAt } from '../define.ts';
import { type Run, runsOf } from '../package/call.ts';
import { baseOf } from '../runtime/chain.ts';

const hasPipefail = ({ script }: Run): boolean =>
  (script.shell?.pipefail ?? false) ||
  script.commands.some(({ name, words }) => /^(?:set|bash|sh|ash|zsh|ksh)$/.test(name) && setsPipefail(words.map(({ value }) => value)));

export const pipefail = dockerfileRule({
  id: 'df-pipefail',
  title: 'A failing command in a pipe fails the step',
  severity: 'low',
  severityReason: 'Without pipefail only the last command counts: a download that breaks off still builds an image.',
  aliases: ['DL4006'],
  remediation: 'Write `SHELL ["/bin/bash", "-o", "pipefail", "-c"]`, or `set -o pipefail` in the step.',
  reference: 'https://docs.docker.com/build/building/best-practices/#using-pipes',
  bad: 'FROM debian:12\nRUN wget -qO- https://example.com/x | tar -xz\n',
  good: 'FROM debian:12\nRUN true || false\nRUN set -eo pipefail; wget -qO- https://example.com/x | tar -xz\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN a | b\n',
  *check(file) {
    for (const run of runsOf(file)) {
      const [first] = run.script.pipelines;
      if (first && run.script.shell !== null && !hasPipefail(run))
        yield problemAt(file, first, 'only the last command of the pipe decides whether the step fails');
    }
  },
});

const sameFlags = (a: Instruction, b: Instruction): boolean =>
  a.flags.length === b.flags.length &&
  a.flags.every(({ name, value }, index) => b.flags[index]?.name === name && b.flags[index]?.value === value);

export const consecutiveRun = dockerfileRule({
  id: 'df-consecutive-run',
  title: 'RUN instructions that follow each other are one',
  severity: 'info',
  severityReason: 'Each makes a layer; what one step deletes of another stays in the image.',
  aliases: ['DL3059'],
  remediation: 'Join the steps with `&&`, or use a heredoc.',
  reference: 'https://docs.docker.com/build/building/best-practices/#run',
  bad: 'FROM debian:12\nRUN true\nRUN false\n',
  good: 'FROM debian:12\nRUN true\nCOPY x /x\nRUN --network=none true\nRUN true\n',
  *check(file) {
    for (const [index, instruction] of file.instructions.entries()) {
      const before = file.instructions[index - 1];
      if (instruction.keyword !== 'RUN' || before?.keyword !== 'RUN' || instruction.onBuild !== before.onBuild) continue;
      const hasBody = instruction.heredocs.length + before.heredocs.length > 0;
      if (!hasBody && sameFlags(instruction, before)) yield problemAt(file, instruction, 'this RUN directly follows another');
    }
  },
});

export const shellSyntax = dockerfileRule({
  id: 'df-shellcheck',
  title: 'The shell in RUN is well-formed and fits its shell',
  severity: 'low',
  severityReason: 'A script that the shell reads in another way fails, or worse, does something else.',
  aliases: ['SC1035', 'SC1072', 'SC1073', 'SC2164', 'SC3001', 'SC3010', 'SC3020', 'SC3030', 'SC3046'],
  remediation: 'Correct the script, or choose the shell it is written for with `SHELL ["/bin/bash", "-c"]`.',
  reference: 'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html',
  bad: 'FROM debian:12\nRUN if [ -f x; then echo "y; fi\n',
  good: 'FROM debian:12\nRUN if [ -f x ]; then echo "y"; fi\nSHELL ["/bin/bash", "-c"]\nRUN [[ -f x ]] && a=(1 2)\n',
  *check(file) {
    for (const run of runsOf(file)) {
      yield* syntaxErrors(file, run);
      yield* gluedTests(file, run);
      yield* extensions(file, run);
    }
  },
});

function* syntaxErrors(file: DockerfileFile, { script, instruction }: Run): Iterable<Statement> {
  const [first] = script.errors;
  if (!first) return;
  const start = Math.min(Math.max(first.start, instruction.start), instruction.end);
  yield problemAt(file, { start, end: start }, 'the shell cannot read this', { discriminator: 'syntax' });
}

/** `[-f x]` is a command of that name. */
function* gluedTests(file: DockerfileFile, { script }: Run): Iterable<Statement> {
  for (const { words } of script.commands) {
    const [first] = words;
    if (first && /^\[\[?[^\s[\]]/.test(first.text))
      yield problemAt(file, first, `${first.text.slice(0, 40)} lacks a space after the bracket`, { discriminator: 'glued' });
  }
}

/** Only where sh is known to be strict: Debian and Ubuntu have dash. Alpine's busybox takes most of them. */
function* extensions(file: DockerfileFile, { script, instruction }: Run): Iterable<Statement> {
  if (script.shell?.family !== 'posix' || instruction.heredocs.length > 0 || !isDash(file, instruction)) return;
  const forms = new Set<string>();
  for (const { form, start, end } of script.extensions) {
    if (forms.has(form)) continue;
    forms.add(form);
    yield problemAt(file, { start, end }, `${form} is bash, and /bin/sh of this base is dash`, { discriminator: form });
  }
  const source = script.commands.find(({ name, nested }) => name === 'source' && !nested);
  if (source) yield problemAt(file, source, 'source is bash, and /bin/sh of this base is dash; write a dot', { discriminator: 'source' });
}

const isDash = (file: DockerfileFile, instruction: Instruction): boolean =>
  /(?:^|\/)(?:debian|ubuntu)(?:[:@]|$)/.test(baseOf(file, instruction));
