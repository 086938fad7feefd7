import { listAt, memberOf } from '../../model/json.ts';
import type { Rule } from '../rule.ts';
import { composeRule, problemIn, specification, textOf } from './define.ts';

/** The published part of one entry, null when it is bound to an address or publishes nothing. Source: Compose specification, ports: `[HOST:]CONTAINER[/PROTOCOL]`. */
const onAllAddresses = (entry: Parameters<typeof textOf>[0]): string | null => {
  const short = textOf(entry);
  if (short !== undefined) {
    const match = /^(?:(?<address>\[[^\]]*\]|[^:[\]]*):)?(?:(?<published>[\d-]*):)?(?<target>[\d-]+)(?:\/\w+)?$/.exec(short);
    if (!match) return null;
    const { address = '', published } = match.groups ?? {};
    // With one colon what stands before it is the port of the host.
    if (published === undefined) return /^[\d-]*$/.test(address) ? short : null;
    return isAny(address) ? short : null;
  }
  if (memberOf(entry, 'target') === undefined) return null;
  const address = memberOf(entry, 'host_ip');
  if (address === undefined) return textOf(memberOf(entry, 'published')) ?? 'a port that Docker chooses';
  const text = textOf(address);
  return text !== undefined && isAny(text) ? (textOf(memberOf(entry, 'published')) ?? text) : null;
};

const isAny = (address: string): boolean => /^(?:|0\.0\.0\.0|::|\[::\])$/.test(address);

export const portRules: readonly Rule[] = [
  composeRule({
    id: 'compose-port-all-addresses',
    title: 'Ports are published on one address',
    severity: 'medium',
    severityReason:
      'Docker opens the port on every address of the host and past its firewall, so a database for local use is on the network.',
    aliases: ['451d79dc-0588-476a-ad03-3c7f0320abb3'],
    remediation: 'Bind it to an address, as in 127.0.0.1:8080:80; services of one network need no published port.',
    reference: `${specification}/services/#ports`,
    bad: 'ports: ["8080:80"]',
    good: 'ports: ["127.0.0.1:8080:80", "[::1]:8080:80", {target: 80, published: "8080", host_ip: 127.0.0.1}]',
    *check(service) {
      // Host networking publishes everything whatever stands here; its own rule says so.
      if (textOf(memberOf(service.value, 'network_mode')) === 'host') return;
      for (const [at, entry] of listAt(service.value, 'ports').entries()) {
        const published = onAllAddresses(entry);
        if (published !== null)
          yield problemIn(service, `/ports/${at}`, `${published} is published on every address of the host`, { discriminator: published });
      }
    },
  }),
];
