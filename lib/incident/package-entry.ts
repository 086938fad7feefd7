import * as z from 'zod';
import type { Digest } from '../model/digest.ts';
import type { Item, PageKey, Table } from '../ports/table.ts';
import { keys, packagePartition } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { digestSchema } from '../store/subject.ts';

const packageEntry = z.object({
  type: z.string(),
  name: z.string(),
  version: z.string(),
  purl: z.string(),
  path: z.string(),
  layer: digestSchema,
  by: z.enum(['name', 'source']),
});
/** A package of a layer, found by its own name or by its source's. */
export type PackageEntry = z.infer<typeof packageEntry> & { readonly content: Digest; readonly place: string };

const imageEntry = z.object({
  ref: z.string(),
  digest: digestSchema,
  repository: z.string(),
  platform: z.object({ os: z.string(), architecture: z.string(), variant: z.string().exactOptional() }),
  observedAt: z.string(),
});
export type ImageEntry = z.infer<typeof imageEntry>;

const nameEntry = z.object({ type: z.string(), name: z.string() });
export type PackageName = z.infer<typeof nameEntry>;

/** Every layer's packages of a name, from the `place` of one. */
export async function* entriesOf(table: Table, { type, name }: PackageName, from?: string): AsyncGenerator<PackageEntry> {
  for await (const item of itemsOf(table, packagePartition(type, name), from === undefined ? {} : { from, to: '~' }))
    yield { ...decode(packageEntry, item), content: contentOf(item), place: item.sk };
}

const contentOf = ({ sk }: Item): Digest => {
  const parsed = digestSchema.safeParse(sk.split('#', 1)[0]);
  if (!parsed.success) throw new Error(`not an entry of a package: ${sk}`);
  return parsed.data;
};

/** The tenant's images that show this, after `after` in the order of their digests. */
export async function* imagesOf(table: Table, tenant: string, content: Digest, after?: Digest): AsyncGenerator<ImageEntry> {
  const { pk, sk } = keys.contentImage(content, tenant, '');
  const from = after === undefined ? { prefix: sk } : { from: keys.contentImage(content, tenant, after).sk, to: `${sk}~` };
  for await (const item of itemsOf(table, pk, from)) {
    const entry = decode(imageEntry, item);
    if (entry.digest !== after) yield entry;
  }
}

const holder = z.object({ tenant: z.string(), digest: digestSchema });

/** The images of every tenant that show this: for what the installation does by itself, never for an answer to anybody. */
export async function* holdersOf(table: Table, content: Digest): AsyncGenerator<z.infer<typeof holder>> {
  for await (const item of itemsOf(table, keys.content(content).pk, { prefix: 'image#' })) yield decode(holder, item);
}

/** The full names that people call by this short one. */
export const namesOf = async (table: Table, short: string): Promise<readonly PackageName[]> => {
  const names: PackageName[] = [];
  for await (const item of itemsOf(table, keys.packageName(short, '', '').pk, {})) names.push(decode(nameEntry, item));
  return names;
};

export async function* itemsOf(
  table: Table,
  partition: string,
  range: { readonly prefix?: string; readonly from?: string; readonly to?: string },
): AsyncGenerator<Item> {
  let after: PageKey | undefined;
  do {
    const page = await table.query({ partition, ...range, ...(after && { after }) });
    yield* page.items;
    after = page.next;
  } while (after);
}
