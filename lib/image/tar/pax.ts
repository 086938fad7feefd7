import { decodeText } from './header.ts';

/** What a pax record may change of the entry after it. Source: POSIX.1-2017 pax, "pax Extended Header". */
export type PaxFields = {
  readonly path?: string;
  readonly linkpath?: string;
  readonly size?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly capability?: Uint8Array;
  readonly sparse?: PaxSparse;
};

/** Source: GNU tar manual, "Storing Sparse Files": forms 0.0 and 0.1 keep the map here, 1.0 puts it before the data. */
export type PaxSparse = { readonly major: number; readonly realSize?: number; readonly name?: string; readonly map: readonly number[] };

const longestLength = 10;

/** `ok` is false when the record is malformed; what was read before that holds. */
export const readPax = (bytes: Buffer, globals: PaxFields): { readonly fields: PaxFields; readonly ok: boolean } => {
  const fields: { -readonly [K in keyof PaxFields]: PaxFields[K] } = { ...globals };
  const sparse = { major: 0, map: [] as number[] };
  const seen: { realSize?: number; name?: string; any: boolean } = { any: false };
  let at = 0;
  let ok = true;
  while (at < bytes.length && bytes[at] !== 0) {
    const record = readRecord(bytes, at);
    if (!record) {
      ok = false;
      break;
    }
    at = record.end;
    apply(record);
  }
  if (seen.any) {
    fields.sparse = {
      ...sparse,
      ...(seen.realSize === undefined ? {} : { realSize: seen.realSize }),
      ...(seen.name === undefined ? {} : { name: seen.name }),
    };
  }
  return { fields, ok };

  function apply({ key, start, end }: { key: string; start: number; end: number }): void {
    const text = (): string => decodeText(bytes, start, end - 1);
    const number = (): number => Number(bytes.toString('latin1', start, Math.min(end - 1, start + 32)));
    switch (key) {
      case 'path':
        set('path', text());
        break;
      case 'linkpath':
        set('linkpath', text());
        break;
      case 'size':
      case 'uid':
      case 'gid': {
        const value = number();
        if (Number.isSafeInteger(value) && value >= 0) fields[key] = value;
        else ok = false;
        break;
      }
      case 'SCHILY.xattr.security.capability':
        fields.capability = Uint8Array.prototype.slice.call(bytes, start, end - 1);
        break;
      default:
        if (key.startsWith('GNU.sparse.')) applySparse(key.slice('GNU.sparse.'.length), text, number);
    }
  }

  function set(key: 'path' | 'linkpath', value: string): void {
    if (value === '') delete fields[key];
    else fields[key] = value;
  }

  function applySparse(key: string, text: () => string, number: () => number): void {
    seen.any = true;
    if (key === 'major') sparse.major = number();
    else if (key === 'name') seen.name = text();
    else if (key === 'size' || key === 'realsize') seen.realSize = number();
    else if (key === 'offset' || key === 'numbytes') sparse.map.push(number());
    else if (key === 'map') for (const part of text().split(',')) sparse.map.push(Number(part));
  }
};

/** `<length> <key>=<value>\n`, the length counting itself. `end` is after the line feed. */
const readRecord = (bytes: Buffer, at: number): { key: string; start: number; end: number } | undefined => {
  const space = bytes.indexOf(0x20, at);
  if (space <= at || space - at > longestLength) return undefined;
  const digits = bytes.toString('latin1', at, space);
  if (!/^\d+$/.test(digits)) return undefined;
  const end = at + Number(digits);
  const equals = bytes.indexOf(0x3d, space);
  if (end > bytes.length || equals < 0 || equals >= end || bytes[end - 1] !== 0x0a) return undefined;
  return { key: decodeText(bytes, space + 1, equals), start: equals + 1, end };
};
