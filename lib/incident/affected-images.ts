import * as z from 'zod';
import { indexName, typesOfEcosystem } from '../advisory/ecosystem.ts';
import { isAffected } from '../advisory/range.ts';
import { type StoredAffected, storedAffected } from '../advisory/stored.ts';
import type { CompareVersions } from '../advisory/version/order.ts';
import { rangeOrderOf } from '../advisory/version/scheme.table.ts';
import type { AdvisoryIssue } from '../ports/advisories.ts';
import type { Deps } from '../ports/deps.ts';
import { digestSchema } from '../store/subject.ts';
import { entriesOf, type ImageEntry, imagesOf, type PackageEntry, type PackageName } from './package-entry.ts';

/** An image that may have the issue: the version of its package lies in a range of a record about an ecosystem of that package's type. */
export type AffectedImage = {
  readonly image: ImageEntry;
  readonly package: Pick<PackageEntry, 'type' | 'name' | 'version' | 'purl' | 'path' | 'layer'>;
  readonly fixedIn: string | null;
};

/** Where a page ended: the image behind which the next one goes on. */
export const affectedPlace = z.object({ target: z.number().int(), entry: z.string(), image: digestSchema });
export type AffectedPlace = z.infer<typeof affectedPlace>;

type Statement = { readonly ecosystem: string; readonly compare: CompareVersions; readonly affected: StoredAffected };
/** A package of the index with all that the issue's records say about it, so that each entry comes once. */
type Target = PackageName & { readonly statements: readonly Statement[] };

/** In the order of packages, then layers, then digests. */
export async function* affectedImages(
  deps: Pick<Deps, 'table'>,
  tenant: string,
  issue: AdvisoryIssue,
  after?: AffectedPlace,
): AsyncGenerator<AffectedImage & { readonly place: AffectedPlace }> {
  for (const [target, named] of targetsOf(issue).entries()) {
    if (after !== undefined && target < after.target) continue;
    const isFirst = target === after?.target;
    for await (const entry of entriesOf(deps.table, named, isFirst ? after?.entry : undefined)) {
      const answer = answerOf(entry, named.statements);
      if (answer === undefined) continue;
      const { content, by: _by, place, ...found } = entry;
      const seen = isFirst && place === after?.entry ? after.image : undefined;
      for await (const image of imagesOf(deps.table, tenant, content, seen))
        yield { image, package: found, fixedIn: answer.fixedIn, place: { target, entry: place, image: image.digest } };
    }
  }
}

const targetsOf = ({ packages }: AdvisoryIssue): readonly Target[] => {
  const targets = new Map<string, PackageName & { readonly statements: Statement[] }>();
  for (const { ecosystem, name, affected } of packages) {
    const compare = rangeOrderOf(ecosystem);
    if (compare === undefined) continue;
    for (const type of typesOfEcosystem(ecosystem)) {
      const named = { type, name: indexName(type, name) };
      const target = targets.get(`${type} ${named.name}`) ?? { ...named, statements: [] };
      target.statements.push({ ecosystem, compare, affected: storedAffected(affected) });
      targets.set(`${type} ${named.name}`, target);
    }
  }
  return [...targets.values()];
};

/** The first statement that holds and knows a fix, else the first that holds. */
const answerOf = (entry: PackageEntry, statements: readonly Statement[]): { readonly fixedIn: string | null } | undefined => {
  let held: { readonly fixedIn: string | null } | undefined;
  for (const { ecosystem, compare, affected } of statements) {
    if (!isOfRelease(entry.purl, ecosystem)) continue;
    const answer = isAffected(entry.version, affected, compare);
    if (answer.kind !== 'affected') continue;
    if (answer.fixedIn !== null) return answer;
    held ??= answer;
  }
  return held;
};

/** `distro=debian-12` against `Debian:12`, `distro=alpine-3.19.1` against `Alpine:v3.19`; a package without one is of no release. */
const isOfRelease = (purl: string, ecosystem: string): boolean => {
  const release = /:v?(\d+(?:\.\d+)?)/.exec(ecosystem)?.[1];
  const distro = /[?&]distro=([^&]*)/.exec(purl)?.[1];
  if (release === undefined || distro === undefined) return release === undefined;
  const version = decodeURIComponent(distro).split('-').at(-1) ?? '';
  const family = (ecosystem.split(':', 1)[0] ?? '').toLowerCase().replace(/\W/g, '');
  const id = decodeURIComponent(distro).split('-')[0]?.toLowerCase() ?? '';
  return (version === release || version.startsWith(`${release}.`)) && (family.startsWith(id) || id.startsWith(family.slice(0, 4)));
};
