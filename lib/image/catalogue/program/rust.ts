import { inflateSync } from 'node:zlib';
import { booleanAt, listAt, stringAt } from '../../../model/json.ts';
import type { FindDetail } from '../../layer/find.ts';
import { megabyte } from '../cataloguer.ts';
import { parseJsonFile } from '../json.ts';
import { purl } from '../purl.ts';
import type { Elf } from './elf.ts';

/** Where cargo-auditable keeps the list. Source: cargo-auditable, PARSING.md: zlib-packed JSON. */
export const auditSection = '.dep-v0';

export function* rustPackages(elf: Elf, path: string): Generator<FindDetail> {
  const section = elf.section(auditSection);
  if (!section) return;
  const document = parseJsonFile(inflateSync(section, { maxOutputLength: 16 * megabyte }));
  for (const entry of listAt(document, 'packages')) {
    const [name, version] = [stringAt(entry, 'name'), stringAt(entry, 'version')];
    // Crates used to build it only are not in the program.
    if (!name || !version || stringAt(entry, 'kind') === 'build') continue;
    if (booleanAt(entry, 'root') && version === '0.0.0') continue;
    yield {
      kind: 'package',
      package: { type: 'cargo', name, version, purl: purl({ type: 'cargo', name, version }), path, confidence: 'exact' },
    };
  }
}
