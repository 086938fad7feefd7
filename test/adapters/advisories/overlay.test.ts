import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readEpss, readKev } from '../../../lib/adapters/advisories/overlay.ts';
import { newFolder } from './folder.ts';

const fileOf = (content: string | Buffer): string => {
  const path = join(newFolder(), 'overlay');
  writeFileSync(path, content);
  return path;
};

const scores =
  '#model_version:v2026,score_date:2026-11-22\ncve,epss,percentile\nCVE-2026-1,0.97,0.99\nCVE-2026-2,1.5,0.9\nCVE-2026-3,,\nx,0.1,0.1\n';

it.each<[string, string | Buffer]>([
  ['plain', scores],
  ['packed', gzipSync(scores)],
])('reads EPSS scores, %s, and leaves out what is no probability', (_form, content) => {
  expect(readEpss(fileOf(content))).toEqual([{ id: 'CVE-2026-1', kev: false, epss: 0.97 }]);
});

it('reads the ids of KEV and leaves out entries without one', () => {
  const catalogue = { vulnerabilities: [{ cveID: 'CVE-2026-1' }, {}, null, { cveID: 7 }] };
  expect(readKev(fileOf(JSON.stringify(catalogue)))).toEqual([{ id: 'CVE-2026-1', kev: true, epss: null }]);
});

it('refuses a bomb and what is no JSON', () => {
  expect(() => readEpss(fileOf(gzipSync(Buffer.alloc(300 * 1024 * 1024))))).toThrow();
  expect(() => readKev(fileOf('<html>'))).toThrow(expect.objectContaining({ code: 'invalid-json' }));
  expect(() => readEpss(fileOf(gzipSync(scores).subarray(0, 40)))).toThrow(expect.objectContaining({ code: 'invalid-request' }));
});

it.each([
  ['a page in place of the scores', () => readEpss(fileOf('<html>'))],
  ['no scores', () => readEpss(fileOf('cve,epss,percentile\n'))],
  ['JSON that is no catalogue', () => readKev(fileOf('{}'))],
  ['a file that is not there', () => readEpss('/nowhere/epss.csv')],
])('refuses %s, which would take away what is known', (_what, read) => {
  expect(read).toThrow(expect.objectContaining({ code: 'invalid-request' }));
});
