import { passwd, shadow } from './accounts.ts';
import { apk } from './apk.ts';
import { bitnami } from './bitnami.ts';
import type { Cataloguer } from './cataloguer.ts';
import { conda } from './conda.ts';
import { dotnet } from './dotnet.ts';
import { dpkg, dpkgFiles } from './dpkg.ts';
import { erlang } from './erlang.ts';
import { java } from './java.ts';
import { lockFiles } from './lock.ts';
import { lua } from './lua.ts';
import { npm } from './npm.ts';
import { osRelease, releaseFiles } from './os-release.ts';
import { pacman } from './pacman.ts';
import { pear } from './pear.ts';
import { php } from './php.ts';
import { portage } from './portage.ts';
import { python } from './python.ts';
import { r } from './r.ts';
import { goToolchain, javaRuntime } from './release.ts';
import { rpm, rpmManifest } from './rpm.ts';
import { ruby } from './ruby.ts';
import { wordpress } from './wordpress.ts';

/** A row a cataloguer. */
export const cataloguers: readonly Cataloguer[] = [
  osRelease,
  releaseFiles,
  dpkg,
  dpkgFiles,
  apk,
  rpm,
  rpmManifest,
  pacman,
  portage,
  passwd,
  shadow,
  npm,
  python,
  java,
  ruby,
  php,
  dotnet,
  conda,
  bitnami,
  pear,
  wordpress,
  r,
  lua,
  erlang,
  javaRuntime,
  goToolchain,
  lockFiles,
];

const byName = index((row) => row.on.names ?? []);
const byExtension = index((row) => row.on.extensions ?? []);
const byFolder = index((row) => row.on.folders ?? []);

function index(keys: (row: Cataloguer) => readonly string[]): ReadonlyMap<string, readonly Cataloguer[]> {
  const rows = new Map<string, Cataloguer[]>();
  for (const row of cataloguers) for (const key of keys(row)) rows.set(key, [...(rows.get(key) ?? []), row]);
  return rows;
}

/** The cataloguers that want a file; asked for every file of every layer, so three look-ups rule out nearly all. */
export const cataloguersFor = (path: string, name: string): readonly Cataloguer[] => {
  const dot = name.lastIndexOf('.');
  const folderEnd = path.length - name.length - 1;
  const folder = folderEnd > 0 ? path.slice(path.lastIndexOf('/', folderEnd - 1) + 1, folderEnd) : '';
  const named = byName.get(name);
  const extended = dot < 0 ? undefined : byExtension.get(name.slice(dot).toLowerCase());
  const placed = byFolder.get(folder);
  if (!named && !extended && !placed) return nobody;
  return [...new Set([...(named ?? []), ...(extended ?? []), ...(placed ?? [])])].filter((row) => row.wants(path, name));
};

const nobody: readonly Cataloguer[] = [];
