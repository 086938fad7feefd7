import { DeleteRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { expect, it } from 'vitest';
import { ecrClients } from '../../../lib/adapters/aws/ecr/client.ts';
import { ecrListing } from '../../../lib/adapters/aws/ecr/listing.ts';
import { newRepository } from '../emulator/image.ts';
import type { Live } from './live.ts';

const manifests = [{ name: 'pod.yaml', text: 'apiVersion: v1\nkind: Pod\nmetadata: { name: hello }\n' }];
const more = 20;

/** Told and not judged: how fast an emulator is says nothing of AWS, but a leap is seen. */
export const speed = (live: () => Live): void => {
  it('from hello to 202', async () => {
    const ask = async (): Promise<number> => {
      const begun = performance.now();
      expect((await live().client.post('/v1/scans', { manifests })).status).toBe(202);
      return performance.now() - begun;
    };
    const times: number[] = [];
    for (let n = 0; n < more; n += 1) times.push(await ask());
    const sorted = [...times].sort((a, b) => a - b);
    const [median = 0, worst = 0] = [sorted[more / 2], sorted.at(-1)];
    process.stdout.write(
      `hello-to-202, emulated: first ${times[0]?.toFixed(0)} ms, median ${median.toFixed(0)} ms, worst ${worst.toFixed(0)} ms\n`,
    );
  });
  it('a page of the reconciler’s list, 1,000 images', async () => {
    const client = new ECRClient({});
    await newRepository(many);
    for (let from = 0; from < page; from += 20) await Promise.all(Array.from({ length: 20 }, (_, n) => putImage(client, from + n)));
    const rounds: Round[] = [];
    for (let n = 0; n < 6; n += 1) rounds.push(await listOnce());
    await client.send(new DeleteRepositoryCommand({ repositoryName: many, force: true }));
    client.destroy();
    // The first one loads the SDK and asks for the repositories too; what is told is the least of the others.
    const least = (of: (round: Round) => number): string => Math.min(...rounds.slice(1).map(of)).toFixed(0);
    process.stdout.write(
      `a page of 1,000 images, emulated: ${least(({ ms }) => ms)} ms by the clock, ${least(({ cpuMs }) => cpuMs)} ms of processor, 1 request\n`,
    );
  });
};

const many = 'many/images';
const page = 1_000;
const here = { account: '123456789012', region: 'us-east-1' };

const putImage = async (client: ECRClient, n: number): Promise<void> => {
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: `sha256:${String(n).padStart(64, '0')}`, size: 1 };
  const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config, layers: [] });
  await client.send(new PutImageCommand({ repositoryName: many, imageTag: `v${n}`, imageManifest }));
};

type Round = { readonly ms: number; readonly cpuMs: number };

const clients = ecrClients();
const listOnce = async (): Promise<Round> => {
  const listing = ecrListing(clients, here, false);
  await listing.page(null, () => false);
  const [begun, before] = [performance.now(), process.cpuUsage()];
  const { images, next } = await listing.page(null, (name) => name === many);
  const { user, system } = process.cpuUsage(before);
  expect([images.length, next]).toEqual([page, null]);
  return { ms: performance.now() - begun, cpuMs: (user + system) / 1_000 };
};
