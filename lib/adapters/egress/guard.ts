import { isIP, type LookupFunction } from 'node:net';
import { AppError } from '../../model/error.ts';
import { type Guard, hostname, type Target } from './rules.ts';

export type Address = { readonly address: string; readonly family: number };

/** All addresses of a name, as the system's resolver gives them. */
export type Resolver = (host: string) => Promise<readonly Address[]>;

export const systemResolver: Resolver = async (host) => {
  const { lookup } = await import('node:dns/promises');
  return lookup(host, { all: true, verbatim: true });
};

// Ports of other protocols, which a request could be made to speak to. Source: WHATWG Fetch, "port blocking", and common data stores.
const closedPorts = new Set([
  1719, 1720, 1723, 2049, 2375, 2379, 2380, 3306, 3659, 4045, 4190, 5060, 5061, 5432, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679,
  6697, 9200, 9300, 10080, 10250, 11211, 27017,
]);

const isOpenPort = (port: number): boolean => port === 443 || port === 80 || (port >= 1024 && !closedPorts.has(port));

export const refused = (host: string, internal: string): AppError =>
  new AppError('egress-refused', `Connections to ${host} are not allowed.`, { internal });

export const targetOf = (url: URL): Target => {
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  return { host: hostname(url), port };
};

/** Everything that can be said before a name is resolved. Throws `egress-refused`. */
export const checkUrl = (guard: Guard, url: URL): Target => {
  const target = targetOf(url);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused(url.host, `scheme ${url.protocol}`);
  if (url.username !== '' || url.password !== '') throw refused(url.host, 'userinfo in the address');
  if (url.protocol === 'http:' && !guard.mayBePlain(target)) throw refused(url.host, 'plain http');
  if (!isOpenPort(target.port) && !guard.isNamed(target)) throw refused(url.host, `port ${target.port}`);
  // The socket does not call the resolver for an address, so that it has to be checked here.
  if (isIP(target.host) !== 0 && !guard.mayReach(target, target.host)) throw refused(url.host, 'address');
  return target;
};

/**
 * The socket's resolver: one resolution, every address checked, and the socket connects to what was checked.
 * One closed address refuses the name, since which one is used would be the attacker's choice.
 */
export const guardedLookup =
  (guard: Guard, target: Target, resolver: Resolver): LookupFunction =>
  (host, options, done) => {
    const family = options.family === 4 || options.family === 6 ? options.family : 0;
    resolver(host).then(
      (all) => {
        const closed = all.find(({ address }) => !guard.mayReach(target, address));
        if (closed) return done(refused(target.host, `${host} resolves to ${closed.address}`), []);
        const usable = all.filter((one) => family === 0 || one.family === family).map((one) => ({ ...one }));
        const [first] = usable;
        if (!first) return done(Object.assign(new Error(`no address for ${host}`), { code: 'ENOTFOUND' }), []);
        if (options.all) return done(null, usable);
        return done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, []),
    );
  };
