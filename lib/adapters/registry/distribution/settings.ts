import type { PurposeRules } from '../../egress/rules.ts';

/** What an administrator says of one registry, keyed by its host (with the port when it is not 443). */
export type RegistrySettings = {
  /** Spoken to over plain http. Default: only on this machine. The egress guard has to allow it too: see `registryRules`. */
  readonly insecure?: boolean;
  /** Certificates (PEM) to trust for it. */
  readonly ca?: string;
  /** `host[:port][/prefix]`, tried in order before the registry itself. They are trusted as the registry is: they resolve its tags. */
  readonly mirrors?: readonly string[];
  /** Requests and downloads at a time. Default 8. */
  readonly concurrency?: number;
  /** Hosts besides the registry's own domain that may be sent its credentials for a token. */
  readonly realms?: readonly string[];
  /** May be at a private address. */
  readonly internal?: boolean;
};

export type Registries = { readonly [host: string]: RegistrySettings };

/** One place to ask for a repository: the registry, or a mirror of it. */
export type Endpoint = {
  readonly host: string;
  readonly base: string;
  readonly repository: string;
  readonly concurrency: number;
  readonly realms: readonly string[];
  /** What a token is asked for; default `pull`. */
  readonly access?: 'pull,push';
};

// Docker Hub's API is not at its name, and neither is its token server. Source: docs.docker.com, registry API.
const hub = { name: 'docker.io', api: 'registry-1.docker.io', realms: ['auth.docker.io'] };
const defaultConcurrency = 8;

export const endpointsOf = (registries: Registries, registry: string, name: string): readonly Endpoint[] => {
  const mirrors = (settingsOf(registries, registry).mirrors ?? []).map((mirror) => {
    const [host = '', ...prefix] = mirror.replace(/\/$/, '').split('/');
    return endpointOf(registries, host, [...prefix, name].join('/'));
  });
  return [...mirrors, endpointOf(registries, registry, name)];
};

const endpointOf = (registries: Registries, host: string, repository: string): Endpoint => {
  const settings = settingsOf(registries, host);
  const address = host === hub.name ? hub.api : host;
  return {
    host,
    base: `${(settings.insecure ?? isLoopback(host)) ? 'http' : 'https'}://${address}/v2/${repository}`,
    repository,
    concurrency: settings.concurrency ?? defaultConcurrency,
    realms: [...(settings.realms ?? []), ...(host === hub.name ? hub.realms : [])],
  };
};

// As docker and others do: a registry on this machine rarely has a certificate.
const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host);

const settingsOf = (registries: Registries, host: string): RegistrySettings =>
  (Object.hasOwn(registries, host) ? registries[host] : undefined) ?? {};

/** What the egress guard must know for these settings to work: one source for both. */
export const registryRules = (registries: Registries): PurposeRules => {
  const rows = Object.entries(registries);
  return {
    allow: rows.filter(([, { internal }]) => internal).map(([host]) => host),
    insecure: rows.filter(([, { insecure }]) => insecure).map(([host]) => host),
    authorities: rows.flatMap(([host, { ca }]) => (ca === undefined ? [] : [{ host, pem: ca }])),
  };
};
