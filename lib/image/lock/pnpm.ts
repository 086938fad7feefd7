import { type Line, linesOf } from './lines.ts';
import type { LockedPackage, LockFormat } from './lock-file.ts';
import { locked } from './package.ts';
import { createReach } from './reach.ts';

/** Lock file versions 5 to 9. Source: pnpm/spec, lockfile/*.md. Since 9 the file does not say what only development needs; it follows from the importers. */
export const pnpmLock: LockFormat = {
  id: 'pnpm',
  files: /(^|\/)pnpm-lock\.yaml$/,
  *read(text) {
    let isLock = false;
    const found: Found[] = [];
    const reach = createReach();
    const path: string[] = [];
    for (const line of linesOf(text)) {
      const member = memberOf(line);
      if (!member) continue;
      path.length = member.depth;
      path.push(member.key);
      if (member.depth === 0 && member.key === 'lockfileVersion') isLock = true;
      onMember(path, member, found, reach);
    }
    const needed = reach.isKnown() ? reach.reached() : undefined;
    for (const entry of found) {
      const isDevelopment = entry.isDevelopment || (needed !== undefined && !needed.has(entry.key));
      const made = packageOf(entry, isDevelopment);
      if (made) yield made;
    }
    return isLock;
  },
};

type Found = { readonly key: string; readonly line: number; name?: string; version?: string; isDevelopment: boolean };
type Member = { readonly depth: number; readonly key: string; readonly value: string; readonly line: number };

const memberOf = ({ text, number }: Line): Member | undefined => {
  const match = /^( *)(?:'([^']*)'|"([^"]*)"|([^\s'"#-][^:]*(?::[^\s:][^:]*)*)):(?: (.*))?$/.exec(text);
  if (!match) return undefined;
  const value = (match[5] ?? '').replace(/^(['"])(.*)\1$/, '$2');
  return { depth: (match[1] ?? '').length >> 1, key: match[2] ?? match[3] ?? match[4] ?? '', value, line: number };
};

const production = new Set(['dependencies', 'optionalDependencies']);

const onMember = (
  path: readonly string[],
  { depth, key, value, line }: Member,
  found: Found[],
  reach: ReturnType<typeof createReach>,
): void => {
  const [section, second = '', third = ''] = path;
  if (section === 'packages') {
    const entry = found.at(-1);
    if (depth === 1) found.push({ key: second, line, isDevelopment: false });
    else if (depth === 2 && entry) {
      if (key === 'dev') entry.isDevelopment = value === 'true';
      else if (key === 'name') entry.name = value;
      else if (key === 'version') entry.version = value;
    }
  } else if (section === 'importers' && depth === 4 && key === 'version' && production.has(third)) reach.start(keyOf(path[3] ?? '', value));
  else if (section === 'snapshots' && depth === 1) reach.node(second);
  else if (section === 'snapshots' && depth === 3 && production.has(third)) reach.edge(second, keyOf(key, value));
};

/** A dependency's version is a version, an address (`file:local`), or the whole key of what an alias stands for (`left-pad@1.3.0`). */
const keyOf = (name: string, version: string): string => (/^(?:@[^/@:(]+\/)?[^/@:(]+@/.test(version) ? version : `${name}@${version}`);

/** `/a/1.0.0_peer`, `/@s/a/1.0.0`, `/a@1.0.0(peer@2)`, `a@1.0.0`, `registry.example/a/1.0.0`; others state name and version inside. */
const packageOf = (entry: Found, development: boolean): LockedPackage | undefined => {
  const bare = entry.key.split('(', 1)[0] ?? '';
  const modern = /^\/?(@[^/@]+\/[^/@]+|[^/@]+)@(\d[^_]*)/.exec(bare);
  const old = /^(?:[^/]*\.[^/]*)?\/(@[^/@]+\/[^/@]+|[^/@]+)\/(\d[^_/]*)/.exec(bare);
  const name = entry.name ?? modern?.[1] ?? old?.[1];
  const version = entry.version ?? modern?.[2] ?? old?.[2];
  return name && version && /^\d/.test(version) ? locked('npm', { name, version, line: entry.line, development }) : undefined;
};
