import type { StoredAffected } from './stored.ts';

/** What tells a package of a module: its version does, and its label says of which (`nodejs:16:8060020220523160029:ad008a3a`). */
export type Modular = { readonly type: string; readonly version: string; readonly purl?: string };

const inModule = /\.module[_+]/;

/**
 * Whether a statement is about the package's stream at all. A module builds a package anew for each of its streams, so that nodejs 14 of one is not mended by
 * nodejs 16 of the other, and neither by the one outside of modules. Source: Fedora documentation, "Modularity, packaging"; rpm tag MODULARITYLABEL.
 */
export const isOfStream = ({ type, version, purl }: Modular, { ranges, module }: StoredAffected): boolean => {
  if (type !== 'rpm') return true;
  const ends = ranges.flatMap(({ events }) => events.flatMap(({ kind, version: end }) => (kind === 'introduced' ? [] : [end])));
  if (ends.length === 0) return true;
  const isModular = inModule.test(version);
  if (ends.every((end) => inModule.test(end) !== isModular)) return false;
  const label = isModular ? labelOf(purl) : undefined;
  return module === undefined || label === undefined || label === module;
};

const labelOf = (purl = ''): string | undefined => {
  const [, text] = /[?&]modularitylabel=([^&#]*)/.exec(purl) ?? [];
  if (text === undefined) return undefined;
  const [name, stream] = decoded(text).split(':');
  return name && stream ? `${name}:${stream}` : undefined;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
