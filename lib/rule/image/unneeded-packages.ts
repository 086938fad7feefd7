import { defineRule, problem } from '../rule.ts';
import { filePlace } from './place.ts';

const unneeded: { readonly [name: string]: string } = {
  'openssh-server': 'an SSH server',
  telnet: 'unencrypted remote access',
  telnetd: 'unencrypted remote access',
  'rsh-server': 'unencrypted remote access',
  ftp: 'unencrypted transfer',
  vsftpd: 'a file server',
  sudo: 'a way to become root',
  netcat: 'a tool of intruders',
  'netcat-traditional': 'a tool of intruders',
  'netcat-openbsd': 'a tool of intruders',
  nmap: 'a tool of intruders',
  'nmap-ncat': 'a tool of intruders',
  tcpdump: 'a sniffer',
  strace: 'a debugger',
  gdb: 'a debugger',
};

export const unneededPackages = defineRule({
  id: 'img-packages',
  on: 'image',
  needs: 'packages',
  title: 'A package that a container rarely needs',
  severity: 'low',
  severityReason: 'Each is known for what an intruder does with it.',
  aliases: ['CIS-DI-0003', 'DKL-DI-0001'],
  remediation: 'Do not install it; install without recommended packages.',
  reference: 'https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages',
  category: 'image',
  *check({ evidence: { content } }) {
    for (const found of content.packages) {
      const what = Object.hasOwn(unneeded, found.name) ? unneeded[found.name] : undefined;
      if (what !== undefined && ['deb', 'apk', 'rpm'].includes(found.type))
        yield problem(`${found.name} is installed: ${what}.`, { location: filePlace(found), discriminator: found.name });
    }
  },
});
