import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type BuildReport, buildAdvisories } from '../../../lib/adapters/advisories/build.ts';
import type { Overlay } from '../../../lib/adapters/advisories/overlay.ts';
import type { VexStatement } from '../../../lib/advisory/vex/statement.ts';

/** A folder that is gone when the test is over. */
export const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-advisories-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** An OSV record about one package below a version. */
export const record = (id: string, name: string, fixed: string, more: object = {}, ecosystem = 'npm') => ({
  schema_version: '1.6.0',
  id,
  summary: `about ${name}`,
  published: '2026-01-01T00:00:00Z',
  affected: [{ package: { ecosystem, name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }] }],
  ...more,
});

/** Builds these records into `folder`. */
export const buildOf = (
  folder: string,
  records: readonly object[],
  options: { readonly builtAt?: string; readonly overlays?: readonly Overlay[]; readonly vex?: readonly VexStatement[] } = {},
): Promise<BuildReport> => {
  const sources = newFolder();
  records.forEach((one, index) => {
    writeFileSync(join(sources, `${index}.json`), JSON.stringify(one));
  });
  return buildAdvisories({
    sources: [sources],
    folder,
    builtAt: options.builtAt ?? '2026-11-22T10:00:00Z',
    overlays: options.overlays ?? [],
    vex: options.vex ?? [],
  });
};
