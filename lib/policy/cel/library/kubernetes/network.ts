import { type Network, within } from '../../../../model/network.ts';
import { type Meter, toilOver } from '../../value/meter.ts';
import { fail } from '../../value/signal.ts';
import { opaque, string } from '../kind.ts';
import type { CelLibrary } from '../library.ts';
import { binary, global, member, unary } from '../overload.ts';
import { type Address, addressText, masked, parseAddress, parseBlock } from './address.ts';
import { addressClasses } from './address-class.ts';

const ip = opaque<Address>('net.IP', (a, b) => a.bits === b.bits && a.value === b.value);
const cidr = opaque<Network>('net.CIDR', (a, b) => a.bits === b.bits && a.value === b.value && a.prefix === b.prefix);

const addressIn = (text: string, meter: Meter): Address => {
  toilOver(meter, text.length);
  return parseAddress(text) ?? fail(`IP Address ${JSON.stringify(text.slice(0, 100))} parse error during conversion from string`);
};
const blockIn = (text: string, meter: Meter): Network => {
  toilOver(meter, text.length);
  return parseBlock(text) ?? fail(`network address parse error during conversion from string: ${text.slice(0, 100)}`);
};

const holds = (block: Network, { bits, value }: Address): boolean => within({ bits, value, prefix: bits }, block);
const blockText = (block: Network): string => `${addressText(block)}/${block.prefix}`;

/** Source: kubernetes apiserver, pkg/cel/library/ip.go and cidr.go. */
export const networkLibrary: CelLibrary = {
  types: [ip.type, cidr.type],
  functions: [
    global(
      'ip',
      unary(string, (text, meter) => ip.make(addressIn(text, meter))),
    ),
    global(
      'isIP',
      unary(string, (text) => parseAddress(text) !== undefined),
    ),
    global(
      'ip.isCanonical',
      unary(string, (text, meter) => addressText(addressIn(text, meter)) === text),
    ),
    global('string', unary(ip.kind, addressText), unary(cidr.kind, blockText)),
    member(
      'family',
      unary(ip.kind, ({ bits }) => (bits === 32 ? 4n : 6n)),
    ),
    ...addressClasses.map(({ name, has }) => member(name, unary(ip.kind, has))),
    global(
      'cidr',
      unary(string, (text, meter) => cidr.make(blockIn(text, meter))),
    ),
    global(
      'isCIDR',
      unary(string, (text) => parseBlock(text) !== undefined),
    ),
    member(
      'containsIP',
      binary(cidr.kind, ip.kind, holds),
      binary(cidr.kind, string, (block, text, meter) => holds(block, addressIn(text, meter))),
    ),
    member(
      'containsCIDR',
      binary(cidr.kind, cidr.kind, (block, other) => within(other, block)),
      binary(cidr.kind, string, (block, text, meter) => within(blockIn(text, meter), block)),
    ),
    member(
      'ip',
      unary(cidr.kind, ({ bits, value }) => ip.make({ bits, value })),
    ),
    member(
      'masked',
      unary(cidr.kind, (block) => cidr.make(masked(block))),
    ),
    member(
      'prefixLength',
      unary(cidr.kind, ({ prefix }) => BigInt(prefix)),
    ),
  ],
};
