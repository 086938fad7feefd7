import type { ShellCommand } from '../../../dockerfile/shell/command.ts';
import { dockerfileRule, problemAt } from '../define.ts';
import { type Run, runsOf } from '../package/call.ts';

const shells = new Set(['sh', 'bash', 'ash', 'dash', 'zsh']);
const languages = new Set(['python', 'python3', 'node', 'perl', 'ruby', 'php']);
const isFetch = ({ name }: ShellCommand): boolean => name === 'curl' || name === 'wget' || name === 'fetch';

/** The interpreter reads its script from the pipe: `-`, `-s`, or neither a file nor a program among its words. */
const readsPipe = ({ name, words }: ShellCommand): boolean => {
  if (!shells.has(name) && !languages.has(name)) return false;
  const ownScript = shells.has(name) ? /^-[a-zA-Z]*[cs]$/ : /^-[a-zA-Z]*[cemrp]$/;
  const decisive = words.slice(1).find(({ value }) => value === '-' || !value.startsWith('-') || ownScript.test(value));
  return decisive === undefined || decisive.value === '-' || (shells.has(name) && /^-[a-zA-Z]*s$/.test(decisive.value));
};

export const pipeToShell = dockerfileRule({
  id: 'df-pipe-to-shell',
  title: 'No script is run straight from the network',
  severity: 'high',
  severityReason: 'Whoever controls the server or the way to it runs anything in the build; a transfer that breaks off runs half a script.',
  aliases: [],
  remediation: 'Download to a file, compare its checksum, then run it; or install a package.',
  reference: 'https://docs.docker.com/build/building/best-practices/#using-pipes',
  bad: 'FROM debian:12\nRUN curl -fsSL https://example.com/install.sh | bash -s -- --yes\n',
  good: 'FROM debian:12\nRUN curl -fsSL https://example.com/x.tar.gz | tar -xz\nRUN echo "echo hi" | sh\nRUN curl -fsSL https://example.com/x.json | python3 -m json.tool\n',
  *check(file) {
    for (const { script } of runsOf(file)) {
      for (const pipeline of script.pipelines) {
        const members = pipeline.commands.flatMap((at) => script.commands[at] ?? []);
        const fetch = members.findIndex(isFetch);
        const reader = fetch === -1 ? undefined : members.find((command, index) => index > fetch && readsPipe(command));
        if (reader) yield problemAt(file, pipeline, `what ${members[fetch]?.name} downloads is run by ${reader.name} unread`);
      }
    }
  },
});

// Programs that compare a digest or a signature with what was downloaded.
const verifiers =
  /^(?:(?:sha(?:1|224|256|384|512)|md5|b2|b3)sums?|shasum|gpgv?|gpg2|openssl|cosign|minisign|signify|slsa-verifier|rekor-cli|sq|jarsigner)$/;
const extensions = /\.(?:tar(?:\.\w+)?|t[gbx]z2?|zip|gz|xz|bz2|deb|rpm|apk|jar|war|whl|exe|msi|AppImage|run|bin|sh)(?:[?#]|$)/i;

const isVerified = ({ script }: Run): boolean =>
  script.commands.some(
    ({ name, words }) => verifiers.test(name) || words.some(({ value }) => /^--(?:checksum|sha256|require-hashes)/.test(value)),
  );

export const downloadVerify = dockerfileRule({
  id: 'df-download-verify',
  title: 'Downloaded programs and archives are verified',
  severity: 'low',
  severityReason: 'A changed file on the server becomes part of the image unseen; most sites offer a checksum or signature.',
  aliases: [],
  remediation: 'Compare a checksum in the same step: `echo "<sha256>  file" | sha256sum -c -`, or use `ADD --checksum`.',
  reference: 'https://docs.docker.com/reference/dockerfile/#add---checksum',
  bad: 'FROM debian:12\nRUN curl -fsSLO https://example.com/tool.tar.gz\n',
  good: 'FROM debian:12\nRUN curl -fsSLO https://example.com/tool.tar.gz && echo "abc  tool.tar.gz" | sha256sum -c -\nRUN curl -fsS https://example.com/health\n',
  *check(file) {
    for (const run of runsOf(file)) {
      if (isVerified(run)) continue;
      for (const command of run.script.commands) {
        const address = isFetch(command)
          ? command.words.find(({ value }) => /^(?:https?|ftp):\/\//.test(value) && extensions.test(value))
          : undefined;
        if (address) yield problemAt(file, command, 'a download is used without a check of what it is', { discriminator: address.value });
      }
    }
  },
});

const worldWritable = /^(?:[0-7]?[0-7]{2}[2367]|(?:[ugoa]*o[ugoa]*|a)?[+=][rwxXst]*w[rwxXst]*)$/;

export const chmodWorldWritable = dockerfileRule({
  id: 'df-chmod-world-writable',
  title: 'Nothing is made writable for everybody',
  severity: 'medium',
  severityReason: 'Any process of the container can then replace the file, also one that was broken into.',
  aliases: [],
  remediation: 'Give the file to the user that needs it: `COPY --chown=10001`, `chmod u+w`.',
  reference: 'https://docs.docker.com/reference/dockerfile/#copy---chown---chmod',
  bad: 'FROM debian:12\nRUN chmod -R 777 /app\n',
  good: 'FROM debian:12\nRUN chmod 755 /app && chmod +x /run.sh && chmod 1777 /tmp && chmod u+w /x\n',
  *check(file) {
    for (const { script } of runsOf(file)) {
      for (const command of script.commands) {
        if (command.name !== 'chmod') continue;
        const mode = command.words.find(({ value }, index) => index > 0 && !/^-[a-zA-Z-]+$/.test(value))?.value ?? '';
        const sticky = /^1[0-7]{3}$/.test(mode);
        const bare = /^\+/.test(mode);
        if (!sticky && !bare && worldWritable.test(mode)) yield problemAt(file, command, `chmod ${mode} lets everybody write`);
      }
    }
    for (const { flags } of file.instructions) {
      const mode = flags.find(({ name, value }) => name === 'chmod' && worldWritable.test(value) && !/^1[0-7]{3}$/.test(value));
      if (mode) yield problemAt(file, mode, `--chmod=${mode.value} lets everybody write`);
    }
  },
});
