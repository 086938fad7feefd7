import { storeAffected } from '../../lib/advisory/stored.ts';
import { sha256 } from '../../lib/model/digest.ts';
import type { Advisories, AdvisoryChanges } from '../../lib/ports/advisories.ts';

export type Loaded = Advisories & AdvisoryChanges;

/** A database that says that these npm packages are affected below 2.0.0. */
export const databaseOf = (name: string, affected: readonly string[], changed: readonly string[]): Loaded => ({
  database: () => ({ digest: sha256(name), builtAt: '2026-11-22T10:00:00Z', ecosystems: new Set(['npm']) }),
  changedSince: async () => changed.map((each) => ({ ecosystem: 'npm', name: each })),
  lookup: (_ecosystem, asked) =>
    affected.includes(asked)
      ? [
          {
            id: `CVE-${asked}`,
            canonicalId: `CVE-${asked}`,
            aliases: [],
            summary: '',
            published: null,
            fixKnownSince: null,
            cvss: 9.8,
            epss: null,
            kev: true,
            affected: storeAffected({
              ranges: [
                {
                  kind: 'semver',
                  events: [
                    { kind: 'introduced', version: '0' },
                    { kind: 'fixed', version: '2.0.0' },
                  ],
                },
              ],
              versions: [],
              word: null,
              fixState: null,
              imports: [],
            }),
          },
        ]
      : [],
});
