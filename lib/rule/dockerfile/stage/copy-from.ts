import type { DockerfileFile, Flag, Instruction } from '../../../dockerfile/file.ts';
import { copyOf } from '../copy/operands.ts';
import { dockerfileRule, problemAt } from '../define.ts';

/** COPY with --from, outside triggers: those name stages of another file. */
export const copiesFrom = (file: DockerfileFile): { instruction: Instruction; flag: Flag }[] =>
  file.instructions.flatMap((instruction) => {
    const flag = instruction.flags.find(({ name }) => name === 'from');
    return flag && instruction.keyword === 'COPY' && !instruction.onBuild ? [{ instruction, flag }] : [];
  });

const stageNumber = /^\d+$/;

export const copyFromSelf = dockerfileRule({
  id: 'df-copy-from-self',
  title: 'COPY --from names another stage',
  severity: 'high',
  severityReason: 'A stage cannot copy from itself; the build fails.',
  aliases: ['DL3023', 'DS-0006'],
  remediation: 'Name the stage that has the files, or copy without --from.',
  reference: 'https://docs.docker.com/reference/dockerfile/#copy---from',
  bad: 'FROM debian:12 AS dep\nCOPY --from=dep /bin/x /\n',
  good: 'FROM debian:12 AS dep\nFROM debian:12\nCOPY --from=dep /bin/x /\nCOPY --from=0 /bin/y /\n',
  *check(file) {
    for (const { instruction, flag } of copiesFrom(file)) {
      const stage = file.stages[instruction.stage];
      const own =
        flag.value === String(instruction.stage) || (stage?.name !== '' && flag.value.toLowerCase() === stage?.name.toLowerCase());
      if (own) yield problemAt(file, flag, `the stage copies from itself (${flag.value})`);
    }
  },
});

export const copyFromUnknown = dockerfileRule({
  id: 'df-copy-from-unknown',
  title: 'COPY --from names a stage of the file or a full image reference',
  severity: 'medium',
  severityReason: 'A name that no stage has is taken for an image and pulled from the public registry, where anybody may own it.',
  aliases: ['DL3022'],
  remediation: 'Name an earlier stage, or the image with its registry and tag or digest.',
  reference: 'https://docs.docker.com/reference/dockerfile/#copy---from',
  bad: 'FROM debian:12 AS build\nFROM debian:12\nCOPY --from=biuld /x /x\n',
  good: 'FROM debian:12 AS build\nFROM debian:12\nCOPY --from=build /x /x\nCOPY --from=ghcr.io/acme/tool:1.2 /x /x\nCOPY --from=$STAGE /y /y\n',
  *check(file) {
    const firstByName = new Map<string, number>();
    for (const { name, index } of file.stages.toReversed()) if (name !== '') firstByName.set(name.toLowerCase(), index);
    for (const { instruction, flag } of copiesFrom(file)) {
      const { value } = flag;
      if (value.includes('$') || /[/:@.]/.test(value)) continue;
      const index = stageNumber.test(value) ? Number(value) : firstByName.get(value.toLowerCase());
      if (index !== undefined && index <= instruction.stage) continue;
      yield problemAt(file, flag, `no earlier stage is called ${value}`);
    }
  },
});

export const copyWholeFilesystem = dockerfileRule({
  id: 'df-copy-whole-fs',
  title: 'COPY --from takes what is needed, not everything',
  severity: 'medium',
  severityReason: 'Copying / brings the build tools, caches and credentials of the other stage into this one and undoes the separation.',
  aliases: ['DL3067'],
  remediation: 'Name the files or folders that the program needs.',
  reference: 'https://docs.docker.com/build/building/multi-stage/',
  bad: 'FROM debian:12 AS build\nFROM scratch\nCOPY --from=build / /\n',
  good: 'FROM debian:12 AS build\nFROM scratch\nCOPY --from=build /out/ /\n',
  *check(file) {
    for (const { instruction, flag } of copiesFrom(file)) {
      const source = copyOf(file, instruction).sources.find(({ value }) => /^\/(?:\.|\*)?$/.test(value));
      if (source) yield problemAt(file, source, `everything is copied from ${flag.value}`);
    }
  },
});
