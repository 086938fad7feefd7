import { type Client, until } from './client.ts';

/** A scan or a verdict as the API shows it. */
export type Shown = {
  readonly id: string;
  readonly state: string;
  readonly verdictId: string | null;
  readonly decision: string;
  readonly [name: string]: unknown;
};
export const shown = (value: unknown): Shown => Object(value);

export const scansOf = async (client: Client, digest: string): Promise<Shown[]> => {
  const { body } = await client.get('/v1/scans?limit=100');
  return Object(body['items'])
    .map(shown)
    .filter(({ images }: Shown) => JSON.stringify(images).includes(digest));
};

/** The scan when it has ended. */
export const ended = async (client: Client, id: string): Promise<Shown | undefined> => {
  const scan = shown((await client.get(`/v1/scans/${id}`)).body);
  return ['queued', 'resolving', 'inspecting', 'matching', 'judging'].includes(scan.state) ? undefined : scan;
};

export const scanOfPush = (client: Client, digest: string): Promise<Shown> =>
  until('the scan of a push', async () => {
    const [scan] = await scansOf(client, digest);
    return scan && ended(client, scan.id);
  });

export const verdictsOf = async (client: Client, digest: string): Promise<Shown[]> => {
  const { body } = await client.get(`/v1/verdicts?subject=${encodeURIComponent(digest)}`);
  return Object(body['items']).map(shown);
};
