import { BlockList, isIP } from 'node:net';

// Source: IANA IPv4 and IPv6 Special-Purpose Address Registries; only what they call globally reachable may be reached.
const closedV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
// Inside 2000::/3, the only global unicast block: IETF protocols with Teredo and ORCHID, documentation, 6to4.
const closedV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

// Instance metadata: AWS, GCP, Azure, Alibaba, Oracle and Azure's host agent, whose address is a public one.
const metadataAddresses = [
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '168.63.129.16',
  '100.100.100.200',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
];

/** A set of addresses written as `a.b.c.d`, `::1` or with a prefix length. */
export const addressSet = (blocks: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const block of blocks) {
    const [address = '', prefix] = block.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
};

export const isAddressBlock = (text: string): boolean => {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || address.includes('%')) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 6 ? 128 : 32));
};

export const contains = (set: BlockList, address: string): boolean => set.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

// Made for the first address that is looked at: 5 ms that a process which connects to nothing need not pay.
const makeSets = () => ({
  v4: addressSet(closedV4),
  v6: addressSet(closedV6),
  globalUnicast: addressSet(['2000::/3']),
  metadata: addressSet(metadataAddresses),
  mapped: addressSet(['::ffff:0:0/96']),
});
let made: ReturnType<typeof makeSets> | undefined;
const sets = () => {
  made ??= makeSets();
  return made;
};

/** The IPv4 address that a mapped one (`::ffff:7f00:1`) stands for, else the address as it is: the kernel connects to the same host. */
export const unmapped = (address: string): string => {
  if (isIP(address) !== 6 || !contains(sets().mapped, address)) return address;
  const host = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [high = '0', low = '0'] = host.split(':').slice(-2);
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join('.');
};

export const isMetadata = (address: string): boolean => contains(sets().metadata, unmapped(address));

/** Whether an address is of the public internet. Every IPv6 form that wraps an IPv4 address (mapped, NAT64, 6to4, Teredo) is not. */
export const isPublic = (address: string): boolean => {
  const family = isIP(address);
  if (family === 0 || address.includes('%') || isMetadata(address)) return false;
  if (family === 4) return !contains(sets().v4, address);
  return contains(sets().globalUnicast, address) && !contains(sets().v6, address);
};
