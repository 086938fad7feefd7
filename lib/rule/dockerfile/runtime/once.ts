import type { DockerfileFile, Instruction } from '../../../dockerfile/file.ts';
import type { Rule } from '../../rule.ts';
import { dockerfileRule, lineEnd, problemAt, textPatch } from '../define.ts';
import { finalStage, lastInChain } from './chain.ts';

type Once = {
  readonly id: string;
  readonly keyword: string;
  readonly aliases: readonly string[];
  readonly bad: string;
  readonly good: string;
};

const rows: readonly Once[] = [
  {
    id: 'df-healthcheck-multiple',
    keyword: 'HEALTHCHECK',
    aliases: ['DL3012', 'DS-0023', 'MultipleInstructionsDisallowed'],
    bad: 'FROM debian:12\nHEALTHCHECK CMD ["/a"]\nHEALTHCHECK CMD ["/b"]\n',
    good: 'FROM debian:12 AS a\nHEALTHCHECK CMD ["/a"]\nFROM debian:12\nHEALTHCHECK CMD ["/b"]\n',
  },
  {
    id: 'df-cmd-multiple',
    keyword: 'CMD',
    aliases: ['DL4003', 'DS-0016', 'MultipleInstructionsDisallowed'],
    bad: 'FROM debian:12\nCMD ["/a"]\nCMD ["/b"]\n',
    good: 'FROM debian:12 AS a\nCMD ["/a"]\nFROM a\nONBUILD CMD ["/c"]\nCMD ["/b"]\n',
  },
  {
    id: 'df-entrypoint-multiple',
    keyword: 'ENTRYPOINT',
    aliases: ['DL4004', 'DS-0007', 'MultipleInstructionsDisallowed'],
    bad: 'FROM debian:12\nENTRYPOINT ["/a"]\nENTRYPOINT ["/b"]\n',
    good: 'FROM debian:12 AS a\nENTRYPOINT ["/a"]\nFROM debian:12\nENTRYPOINT ["/b"]\n',
  },
];

/** Takes the lines of an instruction away. */
const withoutInstruction = (file: DockerfileFile, { start, end }: Instruction) => {
  const feed = file.text.indexOf('\n', end);
  return textPatch(file, [{ start, end: feed === -1 ? file.text.length : feed + 1, text: '' }]);
};

const onceRule = ({ id, keyword, aliases, bad, good }: Once): Rule =>
  dockerfileRule({
    id,
    title: `At most one ${keyword} in a stage`,
    severity: 'medium',
    severityReason: 'Only the last one counts; the others mislead the reader and are most often a mistake.',
    aliases,
    remediation: `Keep the ${keyword} that is meant.`,
    reference: 'https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/',
    bad,
    good,
    *check(file) {
      for (const stage of file.stages) {
        const all = stage.instructions.filter((instruction) => instruction.keyword === keyword && !instruction.onBuild);
        for (const instruction of all.slice(0, -1)) {
          yield problemAt(file, instruction, `a later ${keyword} of the stage replaces this one`, {
            patch: withoutInstruction(file, instruction),
          });
        }
      }
    },
  });

export const onceRules: readonly Rule[] = rows.map(onceRule);

export const healthcheckMissing = dockerfileRule({
  id: 'df-healthcheck-missing',
  title: 'The image has a health check',
  severity: 'low',
  severityReason: 'Without one Docker and Swarm take a hung process for a healthy one. Kubernetes has probes of its own and ignores it.',
  aliases: ['DL3057', 'DS-0026', 'CKV_DOCKER_2', 'CIS-DI-0006'],
  remediation: 'Add `HEALTHCHECK CMD ["…"]`, or `HEALTHCHECK NONE` where the platform probes.',
  reference: 'https://docs.docker.com/reference/dockerfile/#healthcheck',
  bad: 'FROM debian:12\nHEALTHCHECK CMD ["/a"]\nFROM debian:12\n',
  good: 'FROM debian:12 AS base\nHEALTHCHECK CMD ["/a"]\nFROM base\n',
  *check(file) {
    const stage = finalStage(file);
    if (!stage || lastInChain(file, stage, 'HEALTHCHECK')) return;
    const end = stage.instructions.at(-1)?.end ?? stage.from.end;
    const patch = textPatch(file, [{ start: end, end, text: `${lineEnd(file)}HEALTHCHECK CMD ["/REPLACE-with-a-check"]` }], false);
    yield problemAt(file, stage.from, 'the last stage has no HEALTHCHECK', { patch });
  },
});
