import type { Digest } from '../../../model/digest.ts';
import { AppError } from '../../../model/error.ts';
import { type Json, listAt, stringAt } from '../../../model/json.ts';
import type { Referrer, ReferrerContent } from '../../../ports/image-source.ts';
import { contentsOf } from '../artifact.ts';
import { maxManifestBytes } from '../content.ts';
import { descriptorOf } from '../document.ts';
import { parseObject } from '../json.ts';
import { isIndexType } from '../media-types.ts';
import { type Repository, readAll, readBlob, readManifest } from './reader.ts';

export const maxReferrers = 1000;
const maxPages = 20;

/** Source: OCI distribution-spec 1.1, "Listing Referrers" and "Unavailable Referrers API". */
export const listReferrers = async (
  repository: Repository,
  digest: Digest,
  artifactType: string | undefined,
): Promise<readonly Referrer[]> => {
  const found = (await fromApi(repository, digest, artifactType)) ?? (await fromTag(repository, digest));
  // The registry may filter, and says so or not; doing it again costs nothing.
  return found.filter((referrer) => artifactType === undefined || referrer.artifactType === artifactType);
};

/** Undefined: this registry has no such call. */
const fromApi = async (
  repository: Repository,
  digest: Digest,
  artifactType: string | undefined,
): Promise<readonly Referrer[] | undefined> => {
  const found: Referrer[] = [];
  const filter = artifactType === undefined ? '' : `?artifactType=${encodeURIComponent(artifactType)}`;
  let path: string | undefined = `/referrers/${digest}${filter}`;
  for (let page = 0; path !== undefined; page++) {
    if (page >= maxPages) throw tooMany();
    const answer = await ifFound(readAll(repository, { path, what: 'referrers', maxBytes: maxManifestBytes }));
    const type = answer?.response.headers['content-type']?.split(';')[0]?.trim() ?? '';
    if (!answer || !isIndexType(type)) return undefined;
    found.push(...referrersOf(answer.bytes));
    if (found.length > maxReferrers) throw tooMany();
    path = nextPage(repository, digest, answer.response.headers['link']);
  }
  return found;
};

// The link is the registry's word: it may only lead on in the same list. Source: RFC 8288.
const nextPage = ({ endpoint }: Repository, digest: Digest, link: string | undefined): string | undefined => {
  const [, target] = /<([^>]+)>\s*;\s*rel="?next"?/.exec(link ?? '') ?? [];
  if (target === undefined || !URL.canParse(target, endpoint.base)) return undefined;
  const next = new URL(target, endpoint.base);
  const list = `${endpoint.base}/referrers/${digest}`;
  return next.origin + next.pathname === list ? `/referrers/${digest}${next.search}` : undefined;
};

const fromTag = async (repository: Repository, digest: Digest): Promise<readonly Referrer[]> => {
  const stored = await ifFound(readManifest(repository, digest.replace(':', '-')));
  return stored ? referrersOf(stored.bytes) : [];
};

const referrersOf = (bytes: Uint8Array): readonly Referrer[] => {
  const entries = listAt(parseObject(bytes, 'list of referrers'), 'manifests');
  if (entries.length > maxReferrers) throw tooMany();
  return entries.map((entry: Json) => ({ ...descriptorOf(entry, 'referrer'), artifactType: stringAt(entry, 'artifactType') ?? '' }));
};

export const readContents = async (repository: Repository, artifact: Referrer, maxBytes: number): Promise<readonly ReferrerContent[]> => {
  const { bytes } = await readManifest(repository, artifact.digest);
  const contents: ReferrerContent[] = [];
  for (const { digest, mediaType, annotations } of contentsOf(bytes, maxBytes))
    contents.push({
      mediaType,
      bytes: await readBlob(repository, digest, { what: 'content of an artifact', maxBytes }),
      ...(annotations && { annotations }),
    });
  return contents;
};

export const ifFound = async <T>(answer: Promise<T>): Promise<T | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AppError && error.code === 'image-not-found') return undefined;
    throw error;
  }
};

export const tooMany = (): AppError => new AppError('too-large', `The image has more than ${maxReferrers} referrers.`);
