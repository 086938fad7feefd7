import type { ShellCommand } from '../../../dockerfile/shell/command.ts';
import { dockerfileRule, problemAt, textPatch } from '../define.ts';
import { runsOf } from '../package/call.ts';

const rpmSwitches = ['--nodigest', '--nosignature', '--noverify', '--nofiledigest'];

export const rpmSignature = dockerfileRule({
  id: 'df-rpm-signature',
  title: 'rpm checks signatures and digests',
  severity: 'high',
  severityReason: 'Packages whose origin is not checked can be replaced on the way or in the mirror by anybody.',
  aliases: ['CKV2_DOCKER_10'],
  remediation: 'Remove the option and import the key with `rpm --import`.',
  reference: 'https://rpm.org/documentation/',
  bad: 'FROM fedora:40\nRUN rpm -i --nosignature x.rpm\n',
  good: 'FROM fedora:40\nRUN rpm -i x.rpm | grep "--nosignature" && rpm -V --nofiledigest x\n',
  *check(file) {
    for (const { script } of runsOf(file)) {
      for (const command of script.commands) {
        const values = command.words.map(({ value }) => value);
        const onlyReads = values.some((value) => /^-[a-zA-Z]*[qV]/.test(value) || value === '--query' || value === '--verify');
        const found = command.name === 'rpm' && !onlyReads ? rpmSwitches.filter((option) => values.includes(option)) : [];
        if (found.length > 0) yield problemAt(file, command, `rpm is told ${found.join(', ')}`);
      }
    }
  },
});

const isQuiet = ({ words, outputs }: ShellCommand): boolean =>
  outputs.length > 0 ||
  words.some(
    ({ value }) =>
      /^--(?:quiet|progress|no-verbose|output-file|append-output|version|help)(?:=|$)/.test(value) || /^-(?:nv|[^-]*q|o|a)/.test(value),
  );

export const wgetProgress = dockerfileRule({
  id: 'df-wget-progress',
  title: 'wget prints little',
  severity: 'info',
  severityReason: 'A progress bar writes thousands of lines into the build log and hides the rest; it does no harm otherwise.',
  aliases: ['DL3047'],
  remediation: 'Add `--progress=dot:giga`, or `-nv`.',
  reference: 'https://www.gnu.org/software/wget/manual/wget.html#Download-Options',
  bad: 'FROM debian:12\nRUN wget https://example.com/x\n',
  good: 'FROM debian:12\nRUN wget --progress=dot:giga https://example.com/x && wget -qO- https://example.com/y\n',
  *check(file) {
    for (const { script } of runsOf(file)) {
      for (const command of script.commands) {
        if (command.name !== 'wget' || command.words.length < 2 || isQuiet(command)) continue;
        const at = command.words[0]?.end ?? command.end;
        const text = script.shell === null ? ', "--progress=dot:giga"' : ' --progress=dot:giga';
        const patch = command.exact ? textPatch(file, [{ start: at, end: at, text }]) : null;
        yield problemAt(file, command, 'wget draws a progress bar into the log', { patch });
      }
    }
  },
});

export const wgetCurl = dockerfileRule({
  id: 'df-wget-curl',
  title: 'One of wget and curl, not both',
  severity: 'low',
  severityReason: 'Both do the same; the second is one more package to patch.',
  aliases: ['DL4001', 'DS-0014'],
  remediation: 'Use one of them throughout the stage.',
  reference: 'https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages',
  bad: 'FROM debian:12\nRUN wget https://example.com/x\nRUN curl -fsSO https://example.com/y\n',
  good: 'FROM debian:12 AS a\nRUN wget https://example.com/x\nFROM debian:12\nRUN apt-get install -y wget && curl -fsSO https://example.com/y\n',
  *check(file) {
    const first = new Map<number, string>();
    const told = new Set<number>();
    for (const { instruction, script } of runsOf(file)) {
      for (const command of script.commands) {
        const { stage } = instruction;
        if (command.name !== 'wget' && command.name !== 'curl') continue;
        const other = first.get(stage) ?? command.name;
        first.set(stage, other);
        if (other === command.name || told.has(stage)) continue;
        told.add(stage);
        yield problemAt(file, command, `${command.name} is used here and ${other} earlier in the stage`);
      }
    }
  },
});
