import { AppError } from '../model/error.ts';
import { parseNetwork, within } from '../model/network.ts';
import type { KeyRecord } from './record.ts';

/** Whether a key may be used from an address; one without networks from anywhere. An address that is not known is in no network. */
export const mayComeFrom = ({ allowedFrom }: Pick<KeyRecord, 'allowedFrom'>, address: string | undefined): boolean =>
  allowedFrom.length === 0 || (address !== undefined && isIn(allowedFrom, address));

const isIn = (networks: readonly string[], text: string): boolean => {
  const inner = parseNetwork(text);
  return inner !== undefined && networks.map(parseNetwork).some((outer) => outer !== undefined && within(inner, outer));
};

/**
 * The networks of a new key: those asked for, within those of the key that makes it, which it has when none are asked for. Throws `invalid-request` for what is
 * no network, `forbidden` for a wider one.
 */
export const networksFor = (wanted: readonly string[] | undefined, maker: readonly string[]): readonly string[] => {
  for (const [index, text] of (wanted ?? []).entries()) {
    if (parseNetwork(text)) continue;
    throw new AppError('invalid-request', 'allowedFrom holds what is no network', {
      places: [{ pointer: `/allowedFrom/${index}`, message: 'expected an address or a block, as 10.0.0.0/8 or 2001:db8::/32' }],
    });
  }
  const networks = wanted ?? maker;
  if (maker.length === 0 || (networks.length > 0 && networks.every((text) => isIn(maker, text)))) return networks;
  throw new AppError('forbidden', 'a key cannot grant networks that it lacks');
};
