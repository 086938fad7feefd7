import { gzipSync } from 'node:zlib';
import { CreateRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { type Pushed, pusher } from '../../e2e/registry-process.ts';
import { file, tar } from '../../image/build.ts';
import { gateway } from './stack.ts';

const types = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
};

export const newRepository = async (repositoryName: string): Promise<void> => {
  const client = new ECRClient({});
  await client.send(new CreateRepositoryCommand({ repositoryName }));
  client.destroy();
};

/** A layer of a small Alpine; `extra` makes its digest another. */
export const layerOf = (extra: string): Buffer =>
  gzipSync(
    tar(
      file('etc/os-release', 'ID=alpine\nVERSION_ID=3.20.1\n'),
      file('lib/apk/db/installed', 'P:openssl\nV:3.3.1-r0\nA:x86_64\n\n'),
      file('app/note.txt', extra),
    ),
  );

/** A small Alpine image, pushed as docker pushes; `user` is its user, `extra` makes its digest another. */
export const pushImage = async (repository: string, tag: string, user: string, extra = ''): Promise<Pushed> => {
  const to = pusher(gateway(), repository);
  const pushed = await to.blob(layerOf(extra), types.layer);
  const config = { architecture: 'amd64', os: 'linux', config: { User: user }, rootfs: { type: 'layers', diff_ids: [] }, history: [] };
  const described = await to.blob(Buffer.from(JSON.stringify(config)), types.config);
  return to.manifest(tag, { schemaVersion: 2, mediaType: types.manifest, config: described, layers: [pushed] });
};

/** Source: Amazon ECR user guide, sample events. */
export const pushEvent = (
  repository: string,
  digest: string,
  tag?: string,
): { readonly source: string; readonly [member: string]: unknown } => ({
  source: 'aws.ecr',
  'detail-type': 'ECR Image Action',
  detail: {
    result: 'SUCCESS',
    'action-type': 'PUSH',
    'repository-name': repository,
    'image-digest': digest,
    ...(tag !== undefined && { 'image-tag': tag }),
  },
});

/** Source: Amazon ECR user guide, sample events, completed image scan. */
export const scanEvent = (repository: string, digest: string): { readonly source: string; readonly [member: string]: unknown } => ({
  source: 'aws.ecr',
  'detail-type': 'ECR Image Scan',
  detail: { 'scan-status': 'COMPLETE', 'repository-name': repository, 'image-digest': digest, 'image-tags': [] },
});
