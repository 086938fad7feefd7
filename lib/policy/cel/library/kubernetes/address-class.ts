import type { Address } from './address.ts';

type AddressClass = { readonly name: string; readonly has: (address: Address) => boolean };

/** Whether the first bits of the address are those. */
const startsWith = ({ bits, value }: Address, prefix: bigint, length: number): boolean => value >> BigInt(bits - length) === prefix;

const isFour = ({ bits }: Address): boolean => bits === 32;
const isUnspecified = ({ value }: Address): boolean => value === 0n;
const isLoopback = (one: Address): boolean => (isFour(one) ? startsWith(one, 127n, 8) : one.value === 1n);
const isMulticast = (one: Address): boolean => (isFour(one) ? startsWith(one, 0xen, 4) : startsWith(one, 0xffn, 8));
const isLinkLocalUnicast = (one: Address): boolean => (isFour(one) ? startsWith(one, 0xa9fen, 16) : startsWith(one, 0x3fan, 10));
const isBroadcast = (one: Address): boolean => isFour(one) && one.value === 0xffff_ffffn;

// The second half of ff0x, whose first four bits are flags, is the scope. Source: RFC 4291 section 2.7.
const isLinkLocalMulticast = (one: Address): boolean =>
  isFour(one) ? startsWith(one, 0xe00000n, 24) : isMulticast(one) && ((one.value >> 112n) & 0xfn) === 2n;

/** Source: Go's net/netip, Addr.Is…; private addresses are global unicast there. */
export const addressClasses: readonly AddressClass[] = [
  { name: 'isUnspecified', has: isUnspecified },
  { name: 'isLoopback', has: isLoopback },
  { name: 'isLinkLocalMulticast', has: isLinkLocalMulticast },
  { name: 'isLinkLocalUnicast', has: isLinkLocalUnicast },
  {
    name: 'isGlobalUnicast',
    has: (one) => ![isUnspecified, isLoopback, isMulticast, isLinkLocalUnicast, isBroadcast].some((is) => is(one)),
  },
];
