import type { LinkedPackages } from '../../../model/image.ts';
import type { FindDetail } from '../../layer/find.ts';
import { purl } from '../purl.ts';
import { packagesByModule } from './go-modules.ts';

/** Marks what the Go linker wrote about a build; aligned to 16 bytes. Source: Go, src/debug/buildinfo/buildinfo.go. */
export const goMagic = Buffer.from('\xff Go buildinf:', 'latin1');
const headerLength = 32;
const inlineFlag = 2;
const bigEndianFlag = 1;
const sentinelLength = 16;
/** No build lists this much; the largest known (Kubernetes) is under 100 KB. */
export const longestBuildInfo = 2 * 1024 * 1024;

export type GoBuild = { readonly version: string; readonly modules: string };

/**
 * What follows the magic. `more`: the bytes end before it does. `pointers`: written by Go before 1.18, the strings lie elsewhere in the file.
 */
export type GoRead = { readonly kind: 'read'; readonly build: GoBuild } | { readonly kind: 'more' | 'pointers' | 'none' };

export const readInlineBuild = (bytes: Buffer): GoRead => {
  if (bytes.length < headerLength) return { kind: 'more' };
  const flags = bytes[15] ?? 0;
  const pointerSize = bytes[14] ?? 0;
  if ((flags & inlineFlag) === 0) return { kind: pointerSize === 4 || pointerSize === 8 ? 'pointers' : 'none' };
  const version = readString(bytes, headerLength);
  if (version === 'more') return { kind: 'more' };
  // The magic also stands in the text of programs that look for it.
  if (!version || !/^(go|devel)/.test(version.text)) return { kind: 'none' };
  const modules = readString(bytes, version.end);
  if (modules === 'more') return { kind: 'more' };
  return { kind: 'read', build: { version: version.text, modules: modules ? stripSentinels(modules.bytes) : '' } };
};

type Text = { readonly text: string; readonly bytes: Buffer; readonly end: number };

const readString = (bytes: Buffer, at: number): Text | 'more' | undefined => {
  let length = 0;
  let factor = 1;
  let next = at;
  for (;;) {
    const byte = bytes[next++];
    if (byte === undefined) return 'more';
    length += (byte & 127) * factor;
    if (length > longestBuildInfo) return undefined;
    if (byte < 128) break;
    factor *= 128;
  }
  if (next + length > bytes.length) return 'more';
  const content = bytes.subarray(next, next + length);
  return { text: content.toString('utf8'), bytes: content, end: next + length };
};

const stripSentinels = (bytes: Buffer): string =>
  bytes.length >= 2 * sentinelLength + 1 && bytes[bytes.length - sentinelLength - 1] === 0x0a
    ? bytes.toString('utf8', sentinelLength, bytes.length - sentinelLength)
    : '';

/** The old form, where the header holds two pointers to string headers. `at` is the magic's place in the file. */
export const readPointedBuild = (file: Buffer, at: number, place: (address: number) => number | undefined): GoBuild | undefined => {
  const size = file[at + 14] ?? 0;
  const big = ((file[at + 15] ?? 0) & bigEndianFlag) !== 0;
  const word = (offset: number | undefined): number | undefined => {
    if (offset === undefined || offset < 0 || offset + size > file.length) return undefined;
    if (size === 4) return big ? file.readUInt32BE(offset) : file.readUInt32LE(offset);
    return Number(big ? file.readBigUInt64BE(offset) : file.readBigUInt64LE(offset));
  };
  const text = (pointer: number | undefined): Buffer | undefined => {
    const header = pointer === undefined ? undefined : place(pointer);
    const start = place(word(header) ?? -1);
    const length = header === undefined ? undefined : word(header + size);
    return start === undefined || length === undefined || length > longestBuildInfo ? undefined : file.subarray(start, start + length);
  };
  const version = text(word(at + 16))?.toString('utf8');
  if (!version || !/^(go|devel)/.test(version)) return undefined;
  return { version, modules: stripSentinels(text(word(at + 16 + size)) ?? Buffer.alloc(0)) };
};

/** Main module, its dependencies after replacement, and the standard library. `linked`: the packages whose functions the program has. */
export function* goPackages({ version, modules }: GoBuild, path: string, linked?: ReadonlySet<string>): Generator<FindDetail> {
  const found = new Map<string, string>();
  /** A replacement is compiled under the path of what it replaces. */
  const replaced = new Map<string, string>();
  let last: string | undefined;
  let main: string | undefined;
  let command = '';
  const settings: string[] = [];
  for (const line of modules.split('\n')) {
    const [kind, name = '', stated = ''] = line.split('\t');
    if (kind === 'path') command = name;
    else if (kind === 'mod' || kind === 'dep') {
      found.set(name, stated);
      if (kind === 'mod') main = name;
      last = name;
    } else if (kind === '=>' && last !== undefined) {
      // A replacement by a folder has no version; nothing can be said of it then.
      found.delete(last);
      if (stated !== '') found.set(name, stated);
      replaced.set(last, name);
    } else if (kind === 'build') settings.push(name);
  }
  const [system, architecture] = ['GOOS=', 'GOARCH='].map((key) => settings.find((each) => each.startsWith(key))?.slice(key.length));
  const packagesIn = linked && packagesByModule(linked, new Set([...found.keys(), ...replaced.keys()]), { command, replaced });
  const linkedOf = (name: string): LinkedPackages | undefined =>
    packagesIn && { ...(system && { system }), ...(architecture && { architecture }), packages: packagesIn.get(name) ?? [] };
  const stdlib = /^go(\d+\.\d+(?:\.\d+)?(?:(?:rc|beta)\d+)?)/.exec(version)?.[1];
  if (stdlib) yield goPackage('stdlib', stdlib, path, linkedOf('stdlib'));
  for (const [name, stated] of found) {
    const known = stated === '(devel)' || stated === '' ? (name === main ? linkedVersion(settings) : undefined) : stated;
    if (name !== '') yield goPackage(name, known ?? '(devel)', path, linkedOf(name));
  }
}

/** Many projects hand their version to the linker: `-X main.version=v1.2.3`. */
const linkedVersion = (settings: readonly string[]): string | undefined => {
  const flags = settings.find((setting) => setting.startsWith('-ldflags='));
  const match = /-X[= ]['"]?[\w./-]*\.(?:[Vv]ersion|VERSION|[A-Za-z]*Version)=v?(\d+\.\d+(?:\.\d+)?(?:-[\w.]+)?)/.exec(flags ?? '');
  return match?.[1] ? `v${match[1]}` : undefined;
};

const goPackage = (name: string, version: string, path: string, linked: LinkedPackages | undefined): FindDetail => {
  const slash = name.lastIndexOf('/');
  const lower = name.toLowerCase();
  return {
    kind: 'package',
    package: {
      type: 'golang',
      name,
      version,
      purl: purl({
        type: 'golang',
        ...(slash < 0 ? {} : { namespace: lower.slice(0, slash) }),
        name: lower.slice(slash + 1),
        ...(version === '(devel)' ? {} : { version }),
      }),
      path,
      confidence: 'exact',
      ...(linked !== undefined && { linked }),
    },
  };
};
