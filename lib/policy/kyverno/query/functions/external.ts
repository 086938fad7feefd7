import { type Network, parseNetwork, within } from '../../../../model/network.ts';
import { failed, type Outcome, unknown, valued } from '../../outcome.ts';

/** Loopback and private use. Source: Go, `IP.IsLoopback` and `IP.IsPrivate` (RFC 1918, RFC 4193). */
const inside: readonly Network[] = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '::1', 'fc00::/7'].flatMap(
  (block) => parseNetwork(block) ?? [],
);

/** Whether a URL's address lies outside. Of a name nobody here knows the address: no name is looked up for a policy. */
export const isExternal = (text: string): Outcome => {
  const host = hostOf(text);
  if (host === undefined) return failed('is_external_url: the text is no URL');
  // RFC 6761 section 6.3: the name is loopback everywhere.
  if (host === 'localhost' || host.endsWith('.localhost')) return valued(false);
  const address = host.includes('/') ? undefined : parseNetwork(host);
  return address ? valued(!inside.some((block) => within(address, block))) : unknown(`the address of ${JSON.stringify(host)} is not known`);
};

const hostOf = (text: string): string | undefined => {
  const match = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/.exec(text);
  return match?.[1]?.replace(/^\[|\]$/g, '');
};
