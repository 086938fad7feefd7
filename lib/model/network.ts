/** A block of addresses: `10.0.0.0/8`, `2001:db8::/32`, or one address. IPv4 within IPv6 (`::ffff:10.0.0.1`) is the IPv4 address that it holds. */
export type Network = { readonly bits: 32 | 128; readonly value: bigint; readonly prefix: number };

/** Undefined for what is no address or block. Source: RFC 4291 section 2.2, RFC 4632 section 3.1. */
export const parseNetwork = (text: string): Network | undefined => {
  const [address = '', prefix, ...rest] = text.split('/');
  const parsed = parseAddress(address);
  if (!parsed || rest.length > 0) return undefined;
  if (prefix === undefined) return { ...parsed, prefix: parsed.bits };
  if (!/^(0|[1-9]\d{0,2})$/.test(prefix) || Number(prefix) > parsed.bits) return undefined;
  // A prefix of the IPv6 form says nothing about the IPv4 address inside.
  return address.includes(':') && parsed.bits === 32 ? undefined : { ...parsed, prefix: Number(prefix) };
};

/** Whether all of `inner` lies in `outer`. */
export const within = (inner: Network, outer: Network): boolean =>
  inner.bits === outer.bits &&
  inner.prefix >= outer.prefix &&
  inner.value >> BigInt(outer.bits - outer.prefix) === outer.value >> BigInt(outer.bits - outer.prefix);

type Address = { readonly bits: 32 | 128; readonly value: bigint };

const parseAddress = (text: string): Address | undefined => {
  const four = parseFour(text);
  if (four !== undefined) return { bits: 32, value: four };
  const six = parseSix(text);
  if (six === undefined) return undefined;
  return six >> 32n === 0xffffn ? { bits: 32, value: six & 0xffffffffn } : { bits: 128, value: six };
};

// No octal and no short forms: two readers would disagree on which address is meant.
const parseFour = (text: string): bigint | undefined => {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
};

const parseSix = (text: string): bigint | undefined => {
  if (text.length > 45) return undefined;
  const last = text.slice(text.lastIndexOf(':') + 1);
  const four = last.includes('.') ? parseFour(last) : undefined;
  if (last.includes('.') && four === undefined) return undefined;
  const plain = four === undefined ? text : `${text.slice(0, -last.length)}${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`;
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
};
