import { AppError } from '../../model/error.ts';
import type { EgressRequest } from '../../ports/egress.ts';
import { addressSet, contains, isAddressBlock, isMetadata, isPublic, unmapped } from './address.ts';

export type Purpose = EgressRequest['purpose'];

/**
 * What an administrator allows beyond the public internet over https. An entry is a host, `*.domain`, an address or a CIDR block;
 * all but a block may end in `:port`. `allow`: may be a private address. `insecure`: may be spoken to over plain http.
 */
export type PurposeRules = {
  readonly allow?: readonly string[];
  readonly insecure?: readonly string[];
  /** Certificates (PEM) to trust for a host instead of the well-known authorities. */
  readonly authorities?: readonly { readonly host: string; readonly pem: string }[];
};

export type Target = { readonly host: string; readonly port: number };

/** The compiled form of `PurposeRules`. Hosts are as the WHATWG URL parser writes them, without brackets. */
export type Guard = {
  readonly mayReach: (target: Target, address: string) => boolean;
  readonly mayBePlain: (target: Target) => boolean;
  readonly isNamed: (target: Target) => boolean;
  readonly authority: (target: Target) => string | undefined;
};

type Entry = { readonly matchesHost: (target: Target) => boolean; readonly holds: (address: string) => boolean; readonly isExact: boolean };

export const compileRules = (rules: PurposeRules = {}): Guard => {
  const allow = (rules.allow ?? []).map(parseEntry);
  const insecure = (rules.insecure ?? []).map(parseEntry);
  const authorities = (rules.authorities ?? []).map(({ host, pem }) => ({ entry: parseEntry(host), pem }));
  return {
    mayReach: (target, address) => {
      if (isPublic(address)) return true;
      const plain = unmapped(address);
      // A wide block or a name must never open the instance's credentials by accident: metadata needs its exact address.
      if (isMetadata(plain)) return allow.some((entry) => entry.isExact && entry.holds(plain));
      return allow.some((entry) => entry.matchesHost(target) || entry.holds(plain) || entry.holds(address));
    },
    mayBePlain: (target) => insecure.some((entry) => entry.matchesHost(target) || entry.holds(target.host)),
    isNamed: (target) => allow.some((entry) => entry.matchesHost(target)),
    authority: (target) => authorities.find(({ entry }) => entry.matchesHost(target))?.pem,
  };
};

const parseEntry = (text: string): Entry => {
  if (isAddressBlock(text)) {
    const set = addressSet([text]);
    const isExact = !text.includes('/') || /\/(32|128)$/.test(text);
    const matchesHost = (target: Target): boolean => isExact && isAddressBlock(target.host) && contains(set, target.host);
    return { matchesHost, holds: (address) => isAddressBlock(address) && contains(set, address), isExact };
  }
  const [, wildcard, name = '', port] = /^(\*\.)?([^/@*?#\s]+?)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = hostOf(name);
  if (host === undefined) throw new AppError('invalid-request', `${JSON.stringify(text)} is not a host, an address or a CIDR block.`);
  const matchesHost = (target: Target): boolean =>
    (port === undefined || Number(port) === target.port) && (wildcard ? target.host.endsWith(`.${host}`) : target.host === host);
  return { matchesHost, holds: () => false, isExact: false };
};

const hostOf = (name: string): string | undefined => {
  const url = `https://${isAddressBlock(name) && name.includes(':') ? `[${name}]` : name}`;
  return URL.canParse(url) ? hostname(new URL(url)) : undefined;
};

/** Without the brackets of IPv6 and the root's dot, which names the same host. */
export const hostname = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
