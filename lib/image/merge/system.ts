import type { OperatingSystem } from '../../model/image.ts';
import { ofKind, type PlacedFind } from './place.ts';

const order = ['etc/os-release', 'usr/lib/os-release', 'etc/alpine-release', 'etc/debian_version'];

/** The distribution: os-release, with what it leaves out (a testing Debian has no VERSION_ID) from the distribution's own file. */
export const systemOf = (finds: readonly PlacedFind[]): OperatingSystem | null => {
  const seen = ofKind(finds, 'os')
    .filter(({ visible }) => visible)
    .sort((a, b) => order.indexOf(a.path) - order.indexOf(b.path));
  const first = seen[0]?.os;
  if (!first) return null;
  if (first.versionId !== '') return first;
  const other = seen.find(({ os }) => os.id === first.id && os.versionId !== '')?.os;
  return other ? { ...first, versionId: other.versionId } : first;
};
