import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAdvisories } from '../../lib/adapters/advisories/open.ts';
import { publishAdvisories } from '../../lib/adapters/advisories/registry/publish.ts';
import { pullAdvisories } from '../../lib/adapters/advisories/registry/pull.ts';
import { createArtifacts } from '../../lib/adapters/registry/distribution/artifacts.ts';
import { sha256 } from '../../lib/model/digest.ts';
import { AppError } from '../../lib/model/error.ts';
import { buildOf, newFolder, record } from '../adapters/advisories/folder.ts';
import { loopbackEgress } from '../adapters/registry/registry.ts';
import { type RegistryProcess, startRegistry } from './registry-process.ts';

let registry: RegistryProcess;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.stop());

describe('advisories in a registry', () => {
  it('are the same file on the other side, by tag and by digest, and sent once', async () => {
    const folder = newFolder();
    const built = await buildOf(folder, [record('A-1', 'a', '1.0.0')]);
    const artifacts = createArtifacts({ egress: loopbackEgress() });
    const reference = `${registry.host}/sec/advisories:v1`;
    const first = await publishAdvisories({ artifacts, reference, folder });
    expect(await publishAdvisories({ artifacts, reference, folder })).toEqual(first);
    for (const asked of [reference, first.reference]) {
      const target = newFolder();
      expect(await pullAdvisories({ artifacts, reference: asked, folder: target })).toMatchObject({
        kind: 'pulled',
        database: built.digest,
      });
      const advisories = openAdvisories(target);
      expect(await advisories.refresh()).toEqual({ kind: 'opened' });
      expect(advisories.lookup('npm', 'a').map(({ id }) => id)).toEqual(['A-1']);
      advisories.close();
    }
  });

  it('go on being sent after a connection broke in the middle of a part', async () => {
    const bytes = randomBytes(20 * 1024 * 1024);
    const egress = loopbackEgress();
    let parts = 0;
    const artifacts = createArtifacts({
      egress: {
        send: async (request) => {
          if (request.method !== 'PATCH') return egress.send(request);
          parts += 1;
          // The second part arrives and its answer is lost; the third does not arrive.
          if (parts === 3) throw new AppError('unavailable', 'cut off');
          const response = await egress.send(request);
          if (parts !== 2) return response;
          response.body.destroy();
          throw new AppError('unavailable', 'cut off');
        },
      },
    });
    const content = {
      mediaType: 'application/octet-stream',
      digest: sha256(bytes),
      size: bytes.length,
      read: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
    };
    const reference = await artifacts.publish(`${registry.host}/sec/big:v1`, { artifactType: 'test/x', annotations: {}, content });
    const artifact = await artifacts.find(reference);
    const [found] = artifact.contents;
    expect(found?.digest).toBe(content.digest);
    if (!found) return;
    const chunks: Buffer[] = [];
    for await (const chunk of await artifacts.open(artifact, found, 5_000_000)) chunks.push(chunk);
    expect(sha256(Buffer.concat([bytes.subarray(0, 5_000_000), ...chunks]))).toBe(content.digest);
  });
});
