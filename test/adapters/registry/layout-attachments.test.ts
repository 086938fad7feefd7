import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Digest } from '../../../lib/model/digest.ts';
import { sha256 } from '../../../lib/model/digest.ts';
import { types } from '../../fixtures/registry/fake.ts';
import { temporaryFolder } from '../../fixtures/registry/store.ts';
import { file, tar } from '../../image/build.ts';
import { sourceFor } from './registry.ts';

const signatures = 'application/vnd.dev.cosign.simplesigning.v1+json';
const bundle = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const config = JSON.stringify({ os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: [] } });
const layer = tar(file('a', 'a'));
const described = (mediaType: string, bytes: string | Uint8Array) => ({
  mediaType,
  digest: sha256(bytes),
  size: Buffer.from(bytes).length,
});
const image = JSON.stringify({
  schemaVersion: 2,
  mediaType: types.manifest,
  config: described(types.config, config),
  layers: [described('application/vnd.oci.image.layer.v1.tar', layer)],
});
const payload = '{"critical":{}}';
const artifact = (type: string, more: object = {}, about: Digest = sha256(image)) =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: types.manifest,
    config: described(types.config, config),
    layers: [{ ...described(type, payload), annotations: { note: 'kept' } }],
    subject: described(types.manifest, about === sha256(image) ? image : 'other'),
    ...more,
  });

const folders: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of folders.splice(0)) await remove();
});

const layoutOf = async (entries: readonly object[], ...texts: readonly string[]): Promise<string> => {
  const { path: folder, remove } = await temporaryFolder();
  folders.push(remove);
  await mkdir(join(folder, 'blobs/sha256'), { recursive: true });
  for (const bytes of [config, layer, image, payload, ...texts])
    await writeFile(join(folder, 'blobs/sha256', sha256(bytes).slice(7)), bytes);
  await writeFile(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(
    join(folder, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [described(types.manifest, image), ...entries] }),
  );
  return folder;
};
const attachedTo = async (folder: string) => {
  const source = sourceFor({ local: {} });
  const [first, ...others] = await source.resolve(`oci-layout:${folder}`);
  if (!first || others.length > 0) throw new Error('one image is expected');
  const listed = await source.attachments.list(first);
  const contents = await Promise.all((listed ?? []).map((one) => source.attachments.contents(first.reference, one, 1_000)));
  return listed?.map(({ artifactType, digest }, at) => ({
    artifactType,
    digest,
    contents: contents[at]?.map(({ bytes, annotations }) => [Buffer.from(bytes).toString(), annotations?.['note']]),
  }));
};
const found = (artifactType: string, text: string) => [{ artifactType, digest: sha256(text), contents: [[payload, 'kept']] }];

describe('what is attached to an image in a layout', () => {
  it.each<[string, string, object, string]>([
    ['as `cosign save` keeps it', artifact(signatures), { annotations: { kind: 'dev.cosignproject.cosign/sigs' } }, signatures],
    ['as `oras copy -r` keeps it', artifact(bundle), { artifactType: bundle }, bundle],
    [
      'by the tag of cosign',
      artifact(signatures),
      { annotations: { 'org.opencontainers.image.ref.name': `${sha256(image).replace(':', '-')}.sig` } },
      signatures,
    ],
  ])('is found and is no image: %s', async (_title, text, more, type) => {
    const folder = await layoutOf([{ ...described(types.manifest, text), ...more }], text);
    expect(await attachedTo(folder)).toEqual(found(type, text));
  });

  it('is found by the list that stands in for the call', async () => {
    const text = artifact(bundle);
    const list = JSON.stringify({
      schemaVersion: 2,
      mediaType: types.index,
      manifests: [{ ...described(types.manifest, text), artifactType: bundle }],
    });
    const tag = { 'org.opencontainers.image.ref.name': sha256(image).replace(':', '-') };
    const folder = await layoutOf([{ ...described(types.index, list), annotations: tag }], text, list);
    expect(await attachedTo(folder)).toEqual(found(bundle, text));
  });

  it('is unknown where nothing, or only what is of others, was copied', async () => {
    expect(await attachedTo(await layoutOf([]))).toBeUndefined();
    const text = artifact(bundle, {}, sha256('other'));
    expect(await attachedTo(await layoutOf([{ ...described(types.manifest, text), artifactType: bundle }], text))).toBeUndefined();
  });

  it('that was changed is refused', async () => {
    const text = artifact(bundle);
    const folder = await layoutOf([{ ...described(types.manifest, text), artifactType: bundle }], text);
    const place = join(folder, 'blobs/sha256', sha256(payload).slice(7));
    await writeFile(place, `${await readFile(place, 'utf8')} `);
    await expect(attachedTo(folder)).rejects.toMatchObject({ code: 'image-corrupt' });
  });
});
