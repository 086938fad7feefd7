import type { AdvisoryFolder } from '../lib/adapters/advisories/open.ts';
import { vulnerabilitiesOf } from '../lib/incident/vulnerabilities-of.ts';
import { getVulnerability } from '../lib/incident/vulnerability.ts';
import { type WhoHasPage, type WhoHasQuestion, whoHas } from '../lib/incident/who-has.ts';
import type { Caller } from '../lib/model/actor.ts';
import type { Deps } from '../lib/ports/deps.ts';
import type { Figure } from './evaluate.ts';

const goalMs = 200;
const limit = 100;

type Stored = { readonly caller: Caller; readonly advisories: AdvisoryFolder; readonly images: number };

/** What on-call people ask of all stored images, each once and cold; of a list in pages the slowest page. */
export const incidentFigures = async (deps: Deps, { caller, advisories, images }: Stored): Promise<readonly Figure[]> => {
  const figures: Figure[] = [];
  const timed = async <T>(name: (answer: T) => string, ask: () => Promise<T>): Promise<T> => {
    const begun = performance.now();
    const answer = await ask();
    const value = Math.round((performance.now() - begun) * 10) / 10;
    figures.push({ name: name(answer), value, unit: 'ms', against: `goal ${goalMs}`, ratio: goalMs / Math.max(value, 0.1) });
    return answer;
  };
  const ask = (question: Omit<WhoHasQuestion, 'limit'>): Promise<WhoHasPage> => whoHas(deps, caller, { ...question, limit });

  await timed(
    ({ items }) => `who has a package, ${items.length} of ${images / 20} images`,
    () => ask({ name: 'base-7-3' }),
  );
  await timed(
    ({ items }) => `who has one that all have, ${items.length} of ${images}`,
    () => ask({ purl: 'pkg:npm/everywhere' }),
  );
  const rare = `>=1.${images - 10}.0`;
  await timed(
    ({ items }) => `who has it in a range, ${items.length} of ${images}`,
    () => ask({ name: 'everywhere', versions: rare }),
  );
  await timed(
    ({ items }) => `who has what nobody has, ${items.length}`,
    () => ask({ name: 'nothing-of-this-name' }),
  );

  let slowest = 0;
  let listed = 0;
  let page: WhoHasPage | undefined;
  do {
    const begun = performance.now();
    page = await ask({ purl: 'pkg:npm/everywhere', after: page?.next });
    slowest = Math.max(slowest, performance.now() - begun);
    listed += page.items.length;
  } while (page.next);
  figures.push({
    name: `slowest page of all ${listed}`,
    value: Math.round(slowest * 10) / 10,
    unit: 'ms',
    against: `goal ${goalMs}`,
    ratio: goalMs / slowest,
  });

  await timed(
    ({ images: found }) => `an issue and its first ${found.length} images`,
    () => getVulnerability({ table: deps.table, issues: advisories }, caller, { id: 'GEN-EVERYWHERE', limit }),
  );
  await timed(
    ({ matches }) => `issues of a package by its purl, ${matches.length}`,
    async () => vulnerabilitiesOf(advisories, caller, 'pkg:npm/everywhere@1.5.0'),
  );
  return figures;
};
