import type { ECRClient, ImageDetail } from '@aws-sdk/client-ecr';
import * as z from 'zod';
import { isDigest } from '../../../model/digest.ts';
import { AppError } from '../../../model/error.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { ListedImage, ListingPage, RegistryListing } from '../../../ports/registry-listing.ts';
import { exceptionName, failureOf } from '../failure.ts';
import type { EcrClients } from './client.ts';
import type { EcrRegistry } from './registry-host.ts';

/** `repositories`: the page of repositories; `at`: the one whose images are read; `images`: their page. */
const cursor = z.object({ repositories: z.string().nullable(), at: z.string().nullable(), images: z.string().nullable() });
type Cursor = z.infer<typeof cursor>;

type RepositoryPage = { readonly names: readonly string[]; readonly next: string | null };

// The most that ECR gives. Source: Amazon ECR API reference, DescribeRepositories and DescribeImages, maxResults.
const perPage = 1_000;

/** Tagged images only, unless `untagged`: an index's images have no tags of their own. */
export const ecrListing = (clients: EcrClients, { account, region }: EcrRegistry, untagged: boolean): RegistryListing => {
  let held: { readonly token: string | null; readonly page: RepositoryPage } | undefined;
  const repositoriesAt = async (client: ECRClient, token: string | null): Promise<RepositoryPage> => {
    if (held?.token === token) return held.page;
    const { DescribeRepositoriesCommand } = await import('@aws-sdk/client-ecr');
    const answer = await client.send(
      new DescribeRepositoriesCommand({ registryId: account, maxResults: perPage, ...(token !== null && { nextToken: token }) }),
    );
    const names = (answer.repositories ?? []).flatMap(({ repositoryName }) => (repositoryName === undefined ? [] : [repositoryName]));
    held = { token, page: { names: names.sort(), next: answer.nextToken ?? null } };
    return held.page;
  };
  return {
    page: (after, wanted) =>
      withFailures(after, async () => {
        const at = after === null ? { repositories: null, at: null, images: null } : cursor.parse(after);
        const client = await clients(region, account);
        const repositories = await repositoriesAt(client, at.repositories);
        const names = repositories.names.filter(wanted);
        // Not the position but the name: repositories come and go between two runs.
        const name = names.find((one) => at.at === null || one >= at.at);
        if (name === undefined) return { images: [], next: afterRepositories(repositories) };
        const token = name === at.at ? at.images : null;
        const page = await imagesOf(client, account, name, token, untagged);
        const following = names.find((one) => one > name);
        return { images: page.images, next: nextOf(at, name, page.next, following, repositories) };
      }),
  };
};

const afterRepositories = ({ next }: RepositoryPage): JsonObject | null =>
  next === null ? null : { repositories: next, at: null, images: null };

const nextOf = (
  { repositories }: Cursor,
  name: string,
  images: string | null,
  following: string | undefined,
  page: RepositoryPage,
): JsonObject | null => {
  if (images !== null) return { repositories, at: name, images };
  return following === undefined ? afterRepositories(page) : { repositories, at: following, images: null };
};

const imagesOf = async (
  client: ECRClient,
  registryId: string,
  repositoryName: string,
  nextToken: string | null,
  untagged: boolean,
): Promise<{ readonly images: readonly ListedImage[]; readonly next: string | null }> => {
  const { DescribeImagesCommand } = await import('@aws-sdk/client-ecr');
  const input = {
    registryId,
    repositoryName,
    maxResults: perPage,
    ...(!untagged && { filter: { tagStatus: 'TAGGED' as const } }),
    ...(nextToken !== null && { nextToken }),
  };
  try {
    const answer = await client.send(new DescribeImagesCommand(input));
    return { images: (answer.imageDetails ?? []).flatMap((one) => listed(repositoryName, one)), next: answer.nextToken ?? null };
  } catch (error) {
    if (exceptionName(error) === 'RepositoryNotFoundException') return { images: [], next: null };
    throw error;
  }
};

const listed = (repository: string, image: ImageDetail): readonly ListedImage[] =>
  image.imageDigest !== undefined && isDigest(image.imageDigest)
    ? [
        {
          repository,
          digest: image.imageDigest,
          tags: image.imageTags ?? [],
          pushedAt: image.imagePushedAt?.toISOString() ?? null,
          mediaType: image.imageManifestMediaType ?? null,
          artifactType: image.artifactMediaType ?? null,
        },
      ]
    : [];

const withFailures = async (after: JsonObject | null, list: () => Promise<ListingPage>): Promise<ListingPage> => {
  try {
    return await list();
  } catch (error) {
    const name = exceptionName(error);
    if (name === 'AccessDeniedException')
      throw new AppError('registry-unauthorized', 'ECR refuses its lists to this service', { cause: error, internal: String(error) });
    if (after !== null && (name === 'InvalidParameterException' || name === 'ZodError'))
      throw new AppError('invalid-cursor', 'this list cannot be gone on with', { cause: error });
    throw failureOf('ECR', error);
  }
};
