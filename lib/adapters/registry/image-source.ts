import { setTimeout as sleep } from 'node:timers/promises';
import type { Digest } from '../../model/digest.ts';
import { AppError } from '../../model/error.ts';
import type { Egress } from '../../ports/egress.ts';
import type { Attachments, ImageSource, ReferrerSource } from '../../ports/image-source.ts';
import type { GzipUnpacker } from '../../ports/unpacker.ts';
import type { Pace } from './distribution/client.ts';
import { type Credentials, noCredentials } from './distribution/credentials.ts';
import { createDistribution } from './distribution/distribution.ts';
import type { Registries } from './distribution/settings.ts';
import { createLocal, isLocal, type LocalOptions } from './local/local.ts';

export type ImageSourceOptions = {
  readonly egress: Egress;
  /** By host. Give the same ones to the egress guard: `registryRules`. */
  readonly registries?: Registries;
  readonly credentials?: Credentials;
  /** Layouts and archives of this machine. Absent (a service whose callers may not read its files): refused. */
  readonly local?: LocalOptions;
  readonly unpackGzip?: GzipUnpacker;
  /** No progress on a download for this long ends the connection, and another continues. Default 30 s. */
  readonly stallMs?: number;
  readonly pace?: Pace;
};

export const realPace: Pace = {
  now: () => Date.now(),
  random: () => Math.random(),
  wait: async (ms, signal) => void (await sleep(ms, undefined, signal ? { signal } : {})),
};

/** Images of registries (`alpine:3.20`), and where allowed of OCI layouts, archives of `docker save` and standard input. */
export const createImageSource = (
  options: ImageSourceOptions,
): Required<Pick<ImageSource, 'digestOf' | 'attachments'>> & ImageSource & ReferrerSource => {
  const { egress, registries = {}, credentials = noCredentials, stallMs = 30_000, pace = realPace } = options;
  const distribution = createDistribution({ egress, registries, credentials, stallMs, pace });
  const local = options.local && createLocal(options.local);
  const sourceOf = (reference: string): ImageSource & { readonly attachments: Attachments } => {
    if (!isLocal(reference)) return distribution;
    if (local) return local;
    throw new AppError('invalid-reference', 'Files and folders are not images here; name one in a registry.');
  };
  const attachmentsOf = (reference: string): Attachments => sourceOf(reference).attachments;
  const firstDigest = async (reference: string, signal?: AbortSignal): Promise<Digest> => {
    const [image] = await sourceOf(reference).resolve(reference, undefined, signal);
    if (!image) throw new AppError('image-not-found', 'There is no such image.');
    return image.indexDigest ?? image.digest;
  };
  return {
    resolve: async (reference, platform, signal) => sourceOf(reference).resolve(reference, platform, signal),
    digestOf: async (reference, signal) => (isLocal(reference) ? firstDigest(reference, signal) : distribution.digestOf(reference, signal)),
    blob: async (image, layer, signal) => sourceOf(image.reference).blob(image, layer, signal),
    referrers: async (reference, ...rest) => (isLocal(reference) ? [] : distribution.referrers(reference, ...rest)),
    contents: (reference, ...rest) => distribution.contents(reference, ...rest),
    attachments: {
      list: async (image, signal) => attachmentsOf(image.reference).list(image, signal),
      contents: async (reference, ...rest) => attachmentsOf(reference).contents(reference, ...rest),
    },
    ...(options.unpackGzip ? { unpackGzip: options.unpackGzip } : {}),
  };
};
