import { type Network, parseNetwork } from '../../../../model/network.ts';

export type Address = Pick<Network, 'bits' | 'value'>;

/** An address; undefined for a zone and for IPv4 within IPv6, which the API server refuses too. */
export const parseAddress = (text: string): Address | undefined => (text.includes('/') ? undefined : blockIn(text));

export const parseBlock = (text: string): Network | undefined => (text.includes('/') ? blockIn(text) : undefined);

const blockIn = (text: string): Network | undefined => {
  const found = parseNetwork(text);
  return found && text.includes(':') === (found.bits === 128) ? found : undefined;
};

/** The block whose address has no bit beyond its prefix. */
export const masked = ({ bits, value, prefix }: Network): Network => {
  const rest = BigInt(bits - prefix);
  return { bits, prefix, value: (value >> rest) << rest };
};

/** In the canonical form. Source: RFC 5952 section 4. */
export const addressText = ({ bits, value }: Address): string => {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  const zeros = longestZeros(groups);
  if (zeros.length < 2) return groups.join(':');
  return `${groups.slice(0, zeros.start).join(':')}::${groups.slice(zeros.start + zeros.length).join(':')}`;
};

const longestZeros = (groups: readonly string[]): { readonly start: number; readonly length: number } => {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [index, group] of groups.entries()) {
    length = group === '0' ? length + 1 : 0;
    if (length > best.length) best = { start: index + 1 - length, length };
  }
  return best;
};
