import type { DockerfileFile, Instruction } from '../../../dockerfile/file.ts';
import type { ShellCommand } from '../../../dockerfile/shell/command.ts';
import { dockerfileRule, instructionsOf, problemAt, textPatch } from '../define.ts';
import { runsOf } from '../package/call.ts';
import { copyOf, isArchive, isRemote } from './operands.ts';

/** `ADD file:<hash> in /` is how an image's history shows an instruction. */
const isHistory = (source: string): boolean => /^(?:file|dir|multi):/.test(source);

const keywordPatch = (file: DockerfileFile, { written, start, onBuild }: Instruction) =>
  onBuild ? null : textPatch(file, [{ start, end: start + written.length, text: written === written.toLowerCase() ? 'copy' : 'COPY' }]);

export const addCopy = dockerfileRule({
  id: 'df-add-copy',
  title: 'COPY takes files of the context, not ADD',
  severity: 'low',
  severityReason: 'ADD also unpacks and downloads, which surprises and lets a crafted archive write where it should not.',
  aliases: ['DL3020', 'DS-0005', 'CKV_DOCKER_4', 'CIS-DI-0009'],
  remediation: 'Write COPY; keep ADD for archives that are to be unpacked and for verified downloads.',
  reference: 'https://docs.docker.com/build/building/best-practices/#add-or-copy',
  bad: 'FROM debian:12\nADD app.jar /app.jar\n',
  good: 'FROM debian:12\nADD rootfs.tar.xz /\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/x /x\nADD $SOURCE /y\n',
  *check(file) {
    for (const instruction of instructionsOf(file, 'ADD')) {
      const { sources, inline } = copyOf(file, instruction);
      const special = sources.some(({ value }) => isRemote(value) || isArchive(value) || isHistory(value) || value.startsWith('$'));
      if (special || sources.length + inline === 0) continue;
      const plain = instruction.flags.every(({ name }) => ['chown', 'chmod', 'link', 'exclude'].includes(name));
      yield problemAt(file, instruction, 'ADD copies files of the context', { patch: plain ? keywordPatch(file, instruction) : null });
    }
  },
});

export const addRemote = dockerfileRule({
  id: 'df-add-remote',
  title: 'ADD checks what it downloads',
  severity: 'medium',
  severityReason: 'Whoever controls the server or the way to it decides what is in the image, and each build may get something else.',
  aliases: ['CKV_DOCKER_4'],
  remediation: 'Add `--checksum=sha256:…`; for git name a commit.',
  reference: 'https://docs.docker.com/reference/dockerfile/#add---checksum',
  bad: 'FROM debian:12\nADD https://example.com/tool.tar.gz /opt/\n',
  good: 'FROM debian:12\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/x /x\nADD https://github.com/acme/tool.git#8f3a1c2d4e5f60718293a4b5c6d7e8f901234567 /tool\n',
  *check(file) {
    for (const instruction of instructionsOf(file, 'ADD')) {
      if (instruction.flags.some(({ name, value }) => name === 'checksum' && value !== '')) continue;
      for (const source of copyOf(file, instruction).sources) {
        if (!isRemote(source.value) || /#[0-9a-f]{40}(?::|$)/.test(source.value)) continue;
        yield problemAt(file, source, 'ADD downloads without a checksum', { discriminator: source.value });
      }
    }
  },
});

export const addArchive = dockerfileRule({
  id: 'df-add-archive',
  title: 'ADD unpacks local archives',
  severity: 'info',
  severityReason: 'COPY and a later tar keep the archive in a layer of its own; ADD does not. It is a matter of size.',
  aliases: ['DL3010'],
  remediation: 'Write `ADD archive.tar.gz /folder/` and drop the step that unpacks.',
  reference: 'https://docs.docker.com/build/building/best-practices/#add-or-copy',
  bad: 'FROM debian:12\nCOPY app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /opt\n',
  good: 'FROM debian:12\nADD app.tar.gz /opt/\nCOPY backup.tar.gz /data/\nCOPY --from=build /x.tar.gz /tmp/\nRUN tar -xzf /tmp/x.tar.gz\n',
  *check(file) {
    const unpacked = unpackedNames(file);
    for (const instruction of instructionsOf(file, 'COPY')) {
      if (instruction.flags.some(({ name }) => name === 'from')) continue;
      const { sources, destination } = copyOf(file, instruction);
      for (const { value, start, end } of sources) {
        const name = lastPart(value);
        // A target without a slash may be the archive's new name.
        const names = sources.length === 1 && destination ? [name, lastPart(destination.value)] : [name];
        if (!isArchive(value) || !names.some((other) => unpacked.has(`${instruction.stage} ${other}`))) continue;
        yield problemAt(file, { start, end }, `${name} is copied and unpacked later`, { discriminator: value });
      }
    }
  },
});

const lastPart = (path: string): string => path.split('/').at(-1) ?? '';

/** `stage name` of every file that a RUN unpacks. */
const unpackedNames = (file: DockerfileFile): Set<string> => {
  const found = new Set<string>();
  for (const { instruction, script } of runsOf(file)) {
    for (const command of script.commands) {
      if (!unpacks(command)) continue;
      for (const { value } of command.words.slice(1)) found.add(`${instruction.stage} ${lastPart(value.replace(/^--file=/, ''))}`);
    }
  }
  return found;
};

/** Source: tar(1): the mode may stand first without a dash. */
const unpacks = ({ name, words }: ShellCommand): boolean => {
  if (['gunzip', 'unxz', 'bunzip2', 'zcat', 'unzstd'].includes(name)) return true;
  if (name !== 'tar' && name !== 'bsdtar') return false;
  return words.some(
    ({ value }, index) => /^(?:--extract|--get|-[a-zA-Z]*x[a-zA-Z]*)$/.test(value) || (index === 1 && /^[a-zA-Z]*x[a-zA-Z]*$/.test(value)),
  );
};
