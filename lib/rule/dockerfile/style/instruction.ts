import { dockerfileRule, instructionsOf, problemAt, textPatch } from '../define.ts';

export const maintainer = dockerfileRule({
  id: 'df-maintainer',
  title: 'MAINTAINER is not used',
  severity: 'info',
  severityReason: 'It is deprecated; a label says the same and can be read by tools.',
  aliases: ['DL4000', 'DS-0022', 'CKV_DOCKER_6', 'MaintainerDeprecated'],
  remediation: 'Write `LABEL org.opencontainers.image.authors="…"`.',
  reference: 'https://docs.docker.com/reference/build-checks/maintainer-deprecated/',
  bad: 'FROM debian:12\nMAINTAINER Ada <ada@example.com>\n',
  good: 'FROM debian:12\nLABEL maintainer="Ada <ada@example.com>"\n',
  *check(file) {
    for (const instruction of instructionsOf(file, 'MAINTAINER')) {
      const { written, arguments: name, start, end, onBuild } = instruction;
      const plain = !onBuild && !/["$\\`]/.test(name) && file.text.slice(start, end).endsWith(name);
      const key = written === written.toLowerCase() ? 'label' : 'LABEL';
      const text = `${key} org.opencontainers.image.authors="${name}"`;
      yield problemAt(file, instruction, 'MAINTAINER is deprecated', { patch: plain ? textPatch(file, [{ start, end, text }]) : null });
    }
  },
});

export const firstInstruction = dockerfileRule({
  id: 'df-first-instruction',
  title: 'The file begins with FROM, or with ARG for it',
  severity: 'high',
  severityReason: 'Anything else before the first FROM does not build.',
  aliases: ['DL3061'],
  remediation: 'Move the instruction behind FROM.',
  reference: 'https://docs.docker.com/reference/dockerfile/#format',
  bad: 'RUN true\nFROM debian:12\n',
  good: '# a comment\nARG TAG=12\nFROM debian:$TAG\nRUN true\n',
  *check(file) {
    const wrong = file.instructions.find(({ stage, keyword }) => stage === -1 && keyword !== 'ARG');
    if (wrong) yield problemAt(file, wrong, `${wrong.keyword.slice(0, 40)} comes before the first FROM`);
  },
});

export const onBuildNested = dockerfileRule({
  id: 'df-onbuild',
  title: 'ONBUILD holds no FROM, MAINTAINER or ONBUILD',
  severity: 'medium',
  severityReason: 'The builder refuses these as triggers.',
  aliases: ['DL3043'],
  remediation: 'Remove the trigger.',
  reference: 'https://docs.docker.com/reference/dockerfile/#onbuild',
  bad: 'FROM debian:12\nONBUILD FROM alpine:3.19\n',
  good: 'FROM debian:12\nONBUILD RUN true\n',
  *check(file) {
    for (const instruction of instructionsOf(file, 'FROM', 'MAINTAINER', 'ONBUILD')) {
      if (instruction.onBuild) yield problemAt(file, instruction, `${instruction.keyword} cannot be a trigger`);
    }
  },
});

export const emptyContinuation = dockerfileRule({
  id: 'df-empty-continuation',
  title: 'No empty lines inside an instruction',
  severity: 'info',
  severityReason: 'It builds with a warning today and is to become an error.',
  aliases: ['NoEmptyContinuation'],
  remediation: 'Remove the empty line.',
  reference: 'https://docs.docker.com/reference/build-checks/no-empty-continuation/',
  bad: 'FROM debian:12\nRUN true && \\\n\n    true\n',
  good: 'FROM debian:12\nRUN true && \\\n    # why\n    true\n\nRUN true\n',
  *check(file) {
    for (const line of file.emptyContinuations) {
      yield problemAt(file, { start: line.start, end: line.start }, 'an empty line inside an instruction', {
        patch: textPatch(file, [{ ...line, text: '' }]),
      });
    }
  },
});

/** Comments that switch rules off, in this tool's words or another's. */
export const ignoreForm =
  /^(?:hadolint\s+(?:global\s+)?ignore\s*=|(?:trivy|tfsec):ignore:|checkov:skip=|plimsoll:\s*ignore\b|check\s*=.*\bskip=)/i;

export const inlineIgnore = dockerfileRule({
  id: 'df-inline-ignore',
  title: 'No comment switches a rule off',
  severity: 'info',
  severityReason: 'Where exceptions need somebody’s agreement, a comment goes round it; elsewhere it is a fine way to record one.',
  aliases: ['DL1001'],
  remediation: 'Remove the comment and ask for a waiver.',
  reference: 'https://docs.docker.com/build/checks/#skip-checks',
  bad: 'FROM debian:12\n# hadolint ignore=DL3008\nRUN true\n',
  good: 'FROM debian:12\n# do not ignore the signals\nRUN true\n',
  *check(file) {
    for (const { text, start, end } of file.comments) {
      if (ignoreForm.test(text)) yield problemAt(file, { start, end }, 'a comment switches a rule off', { discriminator: text });
    }
    for (const { name, value, start, end } of file.directives) {
      if (name === 'check' && /\bskip=/.test(value))
        yield problemAt(file, { start, end }, 'a directive switches rules off', { discriminator: value });
    }
  },
});
