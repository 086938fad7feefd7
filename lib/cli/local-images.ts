import { homedir } from 'node:os';
import { join } from 'node:path';
import { createEgress } from '../adapters/egress/egress.ts';
import { type Artifacts, createArtifacts } from '../adapters/registry/distribution/artifacts.ts';
import { dockerConfigCredentials } from '../adapters/registry/distribution/docker-config.ts';
import type { Registries } from '../adapters/registry/distribution/settings.ts';
import { createImageSource, type ImageSourceOptions } from '../adapters/registry/image-source.ts';
import { parseReference } from '../image/reference.ts';
import type { ImageSource } from '../ports/image-source.ts';
import { igzipFromEnvironment } from './igzip.ts';
import { registriesFromEnvironment } from './registries.ts';

/** Who runs the command may reach what their machine reaches; the cloud's metadata addresses stay closed. */
const everywhere = ['0.0.0.0/0', '::/0'];
const loopbackHost = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])(:\d+)?$/;

/** Images for the command: any registry with the user's own credentials, and files. */
export const localImages = (references: readonly string[]): ImageSource =>
  createImageSource({ ...reachable(references), local: { stdin: process.stdin }, ...igzipFromEnvironment() });

/** Artifacts for the command, in the same registries. */
export const localArtifacts = (reference: string): Artifacts => createArtifacts(reachable([reference]));

/** Registries on loopback speak plain http, as with other clients. */
const reachable = (references: readonly string[]): Pick<ImageSourceOptions, 'egress' | 'registries' | 'credentials'> => {
  const registries: Registries = { ...Object.fromEntries(references.flatMap(loopbackSettings)), ...registriesFromEnvironment() };
  const insecure = Object.entries(registries).flatMap(([host, { insecure: isPlain }]) => (isPlain ? [host] : []));
  const authorities = Object.entries(registries).flatMap(([host, { ca }]) => (ca === undefined ? [] : [{ host, pem: ca }]));
  return {
    egress: createEgress({ purposes: { registry: { allow: everywhere, insecure, authorities } } }),
    registries,
    credentials: dockerConfigCredentials(join(process.env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'), 'config.json')),
  };
};

const loopbackSettings = (reference: string): [string, { insecure: true; internal: true }][] => {
  const registry = reference.split('/')[0] ?? '';
  return loopbackHost.test(registry) && reference.includes('/')
    ? [[parseReference(reference).registry, { insecure: true, internal: true }]]
    : [];
};
