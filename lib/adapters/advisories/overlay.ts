import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { AppError } from '../../model/error.ts';
import { type Json, listAt, stringAt } from '../../model/json.ts';

/** What is known of an issue beside its records. `epss` is a probability from 0 to 1, null when not rated. */
export type Overlay = { readonly id: string; readonly kev: boolean; readonly epss: number | null };

const largestUnpacked = 256 * 1024 * 1024;

/** CISA's known exploited vulnerabilities: `vulnerabilities[].cveID`. Source: known_exploited_vulnerabilities_schema.json. */
export const readKev = (path: string): Overlay[] => {
  const catalogue = parse(path);
  const found = listAt(catalogue, 'vulnerabilities').flatMap((each) => {
    const id = stringAt(each, 'cveID');
    return id === undefined ? [] : [{ id, kev: true, epss: null }];
  });
  return some(found, path, 'no list of known exploited vulnerabilities');
};

/** FIRST's daily file, packed or not: a comment line, a header line, then `cve,epss,percentile`. Source: first.org/epss/data_stats. */
export const readEpss = (path: string): Overlay[] => {
  const found = unpacked(path)
    .split('\n')
    .flatMap((line) => {
      const [id = '', score = ''] = line.split(',');
      const epss = Number(score);
      return id.startsWith('CVE-') && score !== '' && epss >= 0 && epss <= 1 ? [{ id, kev: false, epss }] : [];
    });
  return some(found, path, 'no EPSS scores');
};

const unpacked = (path: string): string => {
  const bytes = read(path);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes, { maxOutputLength: largestUnpacked }).toString('utf8');
  } catch (cause) {
    throw new AppError('invalid-request', `${path}: the packed file is damaged or too large`, { cause });
  }
};

const read = (path: string): Buffer => {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new AppError('invalid-request', `${path}: no such file`, { cause });
  }
};

/** A page in place of the file would take away what was known. */
const some = (found: Overlay[], path: string, missing: string): Overlay[] => {
  if (found.length === 0) throw new AppError('invalid-request', `${path}: ${missing}`);
  return found;
};

const parse = (path: string): Json => {
  try {
    return JSON.parse(read(path).toString('utf8'));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('invalid-json', `${path}: not JSON`, { cause });
  }
};
