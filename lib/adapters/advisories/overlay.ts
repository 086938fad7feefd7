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
  return listAt(catalogue, 'vulnerabilities').flatMap((each) => {
    const id = stringAt(each, 'cveID');
    return id === undefined ? [] : [{ id, kev: true, epss: null }];
  });
};

/** FIRST's daily file, packed or not: a comment line, a header line, then `cve,epss,percentile`. Source: first.org/epss/data_stats. */
export const readEpss = (path: string): Overlay[] => {
  const bytes = readFileSync(path);
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = (isPacked ? gunzipSync(bytes, { maxOutputLength: largestUnpacked }) : bytes).toString('utf8');
  return text.split('\n').flatMap((line) => {
    const [id = '', score = ''] = line.split(',');
    const epss = Number(score);
    return id.startsWith('CVE-') && score !== '' && epss >= 0 && epss <= 1 ? [{ id, kev: false, epss }] : [];
  });
};

const parse = (path: string): Json => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AppError('invalid-json', `${path}: not JSON`, { cause });
  }
};
