import { posix } from 'node:path';
import { expand } from '../../../dockerfile/expand.ts';
import type { DockerfileFile, Instruction } from '../../../dockerfile/file.ts';
import { lookupAt } from '../../../dockerfile/variables.ts';
import { splitWords, unquote } from '../../../dockerfile/words.ts';
import { dockerfileRule, instructionsOf, problemAt, textPatch } from '../define.ts';

const folderOf = (file: DockerfileFile, instruction: Instruction): string | null =>
  expand(instruction.arguments, lookupAt(file, instruction), file.escapeToken).value;

const isAbsolute = (path: string): boolean => path.startsWith('/') || path.startsWith('\\') || /^[A-Za-z]:/.test(path);

/** A variable at the start decides whether the path is absolute. */
const isDynamic = (text: string): boolean => /^["']?\$/.test(text);

export const workdirAbsolute = dockerfileRule({
  id: 'df-workdir-absolute',
  title: 'WORKDIR is absolute',
  severity: 'medium',
  severityReason: 'A relative folder depends on every WORKDIR before it and on the base image, so a change there moves files.',
  aliases: ['DL3000', 'DS-0009', 'CKV_DOCKER_10', 'WorkdirRelativePath'],
  remediation: 'Write the whole path.',
  reference: 'https://docs.docker.com/reference/build-checks/workdir-relative-path/',
  bad: 'FROM debian:12\nWORKDIR app\n',
  good: `FROM debian:12\nENV HOME=/root\nWORKDIR "/app"\nWORKDIR \${HOME}/x\nWORKDIR $UNKNOWN\nWORKDIR c:\\\\app\n`,
  *check(file) {
    const current = new Map<number, string>();
    for (const instruction of instructionsOf(file, 'WORKDIR')) {
      const folder = folderOf(file, instruction);
      const { stage, onBuild } = instruction;
      const before = current.get(stage);
      if (folder !== null && isAbsolute(folder) && !onBuild) current.set(stage, folder);
      else current.delete(stage);
      if (instruction.arguments === '' || (folder === null && isDynamic(instruction.arguments))) continue;
      if (isAbsolute(folder ?? unquote(instruction.arguments, file.escapeToken))) continue;
      const start = instruction.end - instruction.arguments.length;
      const plain = /^[\w./-]+$/.test(instruction.arguments) && file.text.slice(start, instruction.end) === instruction.arguments;
      const whole = before?.startsWith('/') && plain && !onBuild ? posix.join(before, instruction.arguments) : null;
      if (whole !== null) current.set(stage, whole);
      const patch = whole === null ? null : textPatch(file, [{ start, end: instruction.end, text: whole }]);
      yield problemAt(file, instruction, `WORKDIR ${instruction.arguments.slice(0, 60)} is relative`, { patch });
    }
  },
});

// Source: Filesystem Hierarchy Standard 3.0; kernel and boot folders, and those that packages own.
const kernelFolders = /^\/(?:proc|sys|dev|boot|initrd|lost\+found)(?:\/|$)/;
const systemFolders = /^\/(?:bin|sbin|lib|lib32|lib64|etc|usr|var|root|home|run|tmp|usr\/(?:bin|sbin|lib))?\/?$/;

export const workdirSystem = dockerfileRule({
  id: 'df-workdir-system',
  title: 'WORKDIR and VOLUME are no system folders',
  severity: 'high',
  severityReason: 'A working folder below /proc has let containers out to the host, and a volume over a system folder hides its files.',
  aliases: ['DS-0030', 'DKL-DI-0002'],
  remediation: 'Use a folder of the application, such as `/app`.',
  reference: 'https://docs.docker.com/build/building/best-practices/#workdir',
  bad: 'FROM debian:12\nWORKDIR /proc/self/fd/8\n',
  good: 'FROM debian:12\nWORKDIR /usr/src/app\nVOLUME /var/lib/app\nWORKDIR /process\n',
  *check(file) {
    for (const instruction of instructionsOf(file, 'WORKDIR')) {
      const written = folderOf(file, instruction);
      const folder = written === null ? null : posix.normalize(written).replace(/^\/\//, '/');
      if (folder !== null && kernelFolders.test(folder))
        yield problemAt(file, instruction, `WORKDIR ${folder.slice(0, 60)} is a folder of the kernel`);
    }
    for (const instruction of instructionsOf(file, 'VOLUME')) {
      const words = instruction.json ?? splitWords(instruction.arguments, instruction.map, file.escapeToken);
      for (const word of words) {
        const { value } = expand(word.value, lookupAt(file, instruction), file.escapeToken);
        if (value === null || value === '' || !(kernelFolders.test(value) || systemFolders.test(value))) continue;
        yield problemAt(file, word, `VOLUME ${value.slice(0, 60)} is a system folder`);
      }
    }
  },
});
