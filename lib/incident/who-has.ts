import * as z from 'zod';
import { indexName } from '../advisory/ecosystem.ts';
import { versionTest } from '../advisory/version-range.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { JsonObject } from '../model/json.ts';
import { purlParts } from '../model/purl.ts';
import type { Deps } from '../ports/deps.ts';
import { digestSchema } from '../store/subject.ts';
import { shortName } from './index-image.ts';
import { entriesOf, type ImageEntry, imagesOf, namesOf, type PackageEntry, type PackageName } from './package-entry.ts';

/** `purl` with or without a version, or `name` as people say it. `versions`: `<2.17.1` and the like; a version of the purl may be such a range too. */
export type WhoHasQuestion = {
  readonly purl?: string | undefined;
  readonly name?: string | undefined;
  readonly versions?: string | undefined;
  readonly limit: number;
  readonly after?: JsonObject | undefined;
};

/** `match: 'unknown'`: the version cannot be compared with the range, so nobody may say that the image is free of it. */
export type WhoHasEntry = {
  readonly image: ImageEntry;
  readonly package: Omit<PackageEntry, 'content' | 'by' | 'place'>;
  readonly match: 'in' | 'unknown';
};

export type WhoHasPage = { readonly items: readonly WhoHasEntry[]; readonly next?: JsonObject };

const placeSchema = z.object({ name: z.number().int(), entry: z.string(), image: digestSchema.nullable() });
type Place = z.infer<typeof placeSchema>;

/** Layers of other tenants cost a read and give nothing: a page ends after this many, and may be empty. */
const contentsPerPage = 2_000;

/** Which images have a package, in the order of names, then layers, then digests. A page may hold fewer than `limit` and still have a next one. */
export const whoHas = async (deps: Pick<Deps, 'table'>, caller: Caller, question: WhoHasQuestion): Promise<WhoHasPage> => {
  requireScope(caller, 'scan:read');
  const { names, versions } = await asked(deps.table, question);
  const test = versionTest(versions, question.versions === undefined ? '/query/purl' : '/query/versions');
  const after = question.after && placeSchema.parse(question.after);
  const items: WhoHasEntry[] = [];
  let examined = 0;
  for (const [name, named] of names.entries()) {
    if (after !== undefined && name < after.name) continue;
    for await (const entry of entriesOf(deps.table, named, name === after?.name ? after.entry : undefined)) {
      const { content, by, place, ...found } = entry;
      const match = test(entry.type, entry.version);
      if (by === 'source' || match === 'out') continue;
      examined += 1;
      if (examined > contentsPerPage) return { items, next: { name, entry: place, image: null } };
      const resumeAfter = name === after?.name && place === after.entry ? (after.image ?? undefined) : undefined;
      for await (const image of imagesOf(deps.table, caller.tenant, content, resumeAfter)) {
        items.push({ image, package: found, match });
        if (items.length === question.limit) return { items, next: { name, entry: place, image: image.digest } satisfies Place };
      }
    }
  }
  return { items };
};

const refused = (message: string, pointer: string, fix?: string): AppError =>
  new AppError('invalid-request', message, { places: [{ pointer, message, ...(fix !== undefined && { fix }) }] });

const distributionTypes = new Set(['deb', 'apk', 'rpm', 'alpm']);

type Asked = { readonly names: readonly PackageName[]; readonly versions: string };

const asked = async (table: Deps['table'], { purl, name, versions }: WhoHasQuestion): Promise<Asked> => {
  if ((purl === undefined) === (name === undefined)) throw refused('ask for a purl or for a name, and not for both', '/query');
  if (purl === undefined) {
    const full = name ?? '';
    const known = await namesOf(table, shortName(full));
    const isShort = shortName(full) === full.toLowerCase();
    return { names: known.filter((each) => isShort || each.name === indexName(each.type, full)), versions: versions ?? '' };
  }
  const parts = purlParts(purl);
  if (parts === undefined) throw refused('this is no package URL', '/query/purl', 'pkg:npm/lodash@<4.17.21');
  // The namespace of a distribution's package is the distribution, which is no part of its name.
  const bare = distributionTypes.has(parts.type) ? parts.name.slice(parts.name.lastIndexOf('/') + 1) : parts.name;
  return { names: [{ type: parts.type, name: indexName(parts.type, bare) }], versions: versions ?? parts.version ?? '' };
};
