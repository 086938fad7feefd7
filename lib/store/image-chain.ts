import * as z from 'zod';
import { type Digest, digestOf } from '../model/digest.ts';
import type { Descriptor, ResolvedImage } from '../ports/image-source.ts';
import type { Table } from '../ports/table.ts';
import { keys } from './keys.ts';
import { decode } from './record.ts';
import { digestSchema } from './subject.ts';

const chainRecord = z.object({ name: z.string(), repository: z.string(), digest: digestSchema, layers: z.number().int() });
export type KnownBase = z.infer<typeof chainRecord>;

/** A batch get takes as many; no base has more layers. */
const longestBase = 100;

// Of verified blobs, and not of the configuration's diff ids, which anybody may write. Each chain goes on from the one below.
const chainsOf = (layers: readonly Descriptor[]): readonly Digest[] => {
  const chains: Digest[] = [];
  for (const { digest } of layers) chains.push(digestOf([chains.at(-1) ?? null, digest]));
  return chains;
};

/** Lets images that are built on this one find it; known to its tenant alone. */
export const saveChain = async (table: Table, tenant: string, { layers, reference, repository, digest }: ResolvedImage): Promise<void> => {
  const chain = chainsOf(layers).at(-1);
  if (chain === undefined || layers.length > longestBase) return;
  const body: KnownBase = { name: reference, repository, digest, layers: layers.length };
  await table.write([{ kind: 'put', item: { ...keys.chain(tenant, chain), version: 1, body } }]);
};

/** The image of the tenant with the most layers that this one begins with and goes on after. Of its own repository it is an older version, and no base. */
export const baseByLayers = async (table: Table, tenant: string, { layers, repository }: ResolvedImage): Promise<KnownBase | undefined> => {
  const chains = chainsOf(layers.slice(0, Math.min(layers.length - 1, longestBase))).toReversed();
  if (chains.length === 0) return undefined;
  const known = await table.batchGet(chains.map((chain) => keys.chain(tenant, chain)));
  return known.map((item) => decode(chainRecord, item)).find((one) => one.repository !== repository);
};
