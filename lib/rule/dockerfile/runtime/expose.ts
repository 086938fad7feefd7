import { expand } from '../../../dockerfile/expand.ts';
import type { DockerfileFile, Word } from '../../../dockerfile/file.ts';
import { lookupAt } from '../../../dockerfile/variables.ts';
import { splitWords } from '../../../dockerfile/words.ts';
import { dockerfileRule, instructionsOf, problemAt, textPatch } from '../define.ts';

type Exposed = { readonly word: Word; readonly value: string; readonly port: string; readonly protocol: string; readonly stage: number };

/** The words of every EXPOSE whose value is known. */
export const exposed = (file: DockerfileFile): Exposed[] =>
  instructionsOf(file, 'EXPOSE').flatMap((instruction) =>
    splitWords(instruction.arguments, instruction.map, file.escapeToken).flatMap((word) => {
      const { value } = expand(word.text, lookupAt(file, instruction), file.escapeToken);
      if (value === null || value === '') return [];
      const [port = '', protocol = ''] = value.split('/');
      return [{ word, value, port, protocol, stage: instruction.stage }];
    }),
  );

const range = /^(\d+)(?:-(\d+))?$/;

const bounds = (port: string): [number, number] | null => {
  const match = range.exec(port);
  if (!match) return null;
  const first = Number(match[1]);
  return [first, match[2] === undefined ? first : Number(match[2])];
};

export const exposeSsh = dockerfileRule({
  id: 'df-expose-ssh',
  title: 'Port 22 is not exposed',
  severity: 'medium',
  severityReason: 'A container needs no login of its own; an SSH server is a second way in, with keys or passwords in the image.',
  aliases: ['DS-0004', 'CKV_DOCKER_1'],
  remediation: 'Remove the port and the server; use `kubectl exec` or `docker exec`.',
  reference: 'https://docs.docker.com/reference/dockerfile/#expose',
  bad: 'FROM debian:12\nEXPOSE 8080 22/tcp\n',
  good: 'FROM debian:12\nEXPOSE 8080 2222 22/udp\n',
  *check(file) {
    for (const { word, port, protocol } of exposed(file)) {
      const limits = bounds(port);
      const isTcp = protocol === '' || protocol.toLowerCase() === 'tcp';
      if (limits && isTcp && limits[0] <= 22 && limits[1] >= 22) yield problemAt(file, word, 'port 22 (SSH) is exposed');
    }
  },
});

export const exposeRange = dockerfileRule({
  id: 'df-expose-range',
  title: 'EXPOSE names valid ports',
  severity: 'medium',
  severityReason: 'A port above 65535, or a mapping to an address, does not build or does not mean what it says.',
  aliases: ['DL3011', 'DS-0008', 'ExposeInvalidFormat'],
  remediation: 'Write ports from 0 to 65535, as in `8080`, `8080/udp` or `8000-8010`; addresses and mappings belong to `docker run -p`.',
  reference: 'https://docs.docker.com/reference/build-checks/expose-invalid-format/',
  bad: 'FROM debian:12\nEXPOSE 65536/tcp\n',
  good: 'FROM debian:12\nARG PORT\nEXPOSE 65535/tcp 80 8000-8010 $PORT\n',
  *check(file) {
    for (const { word, value, port, protocol } of exposed(file)) {
      const limits = bounds(port);
      const isProtocol = protocol === '' || /^(?:tcp|udp|sctp)$/i.test(protocol);
      const isValid = limits !== null && limits[1] <= 65_535 && limits[0] <= limits[1] && isProtocol && value.split('/').length <= 2;
      if (!isValid) yield problemAt(file, word, `${value.slice(0, 60)} is no port`);
    }
  },
});

export const exposeCasing = dockerfileRule({
  id: 'df-expose-casing',
  title: 'The protocol of EXPOSE is lower case',
  severity: 'info',
  severityReason: 'It builds all the same; other tools compare the text.',
  aliases: ['ExposeProtoCasing'],
  remediation: 'Write `tcp`, `udp` or `sctp` in small letters.',
  reference: 'https://docs.docker.com/reference/build-checks/expose-proto-casing/',
  bad: 'FROM debian:12\nEXPOSE 80/TCP\n',
  good: 'FROM debian:12\nEXPOSE 80/tcp\n',
  *check(file) {
    for (const { word, protocol } of exposed(file)) {
      if (protocol === protocol.toLowerCase() || !/^(?:tcp|udp|sctp)$/i.test(protocol)) continue;
      const written = word.text.lastIndexOf(protocol);
      const patch =
        written === -1
          ? null
          : textPatch(file, [{ start: word.start + written, end: word.start + written + protocol.length, text: protocol.toLowerCase() }]);
      yield problemAt(file, word, `the protocol ${protocol} is not lower case`, { patch });
    }
  },
});
