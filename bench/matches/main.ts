// Usage: node infra/dev/run.mjs bench/matches/main.ts <folder of advisories.db> <image archive>… prints a table of naive and final matches.
import { basename } from 'node:path';
import { openAdvisories } from '../../lib/adapters/advisories/open.ts';
import { matchImage, vexImageOf } from '../../lib/advisory/match.ts';
import { inspectReference } from '../../lib/cli/inspect.ts';
import { localImages } from '../../lib/cli/local-images.ts';
import { layerBars } from '../../lib/cli/progress.ts';
import { naiveMatches } from './naive.ts';
import { whyNot, whyOnly } from './why.ts';

const [folder = '', ...images] = process.argv.slice(2);
const advisories = openAdvisories(folder);
await advisories.refresh();

const counted = (reasons: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${count} ${reason}`).join('; ') || 'none';
};

console.log('| image | packages | naive | here | both | naive alone | here alone | said |\n|---|---|---|---|---|---|---|---|');
for (const path of images) {
  for (const evidence of await inspectReference(localImages([path]), path, undefined, layerBars(process.stderr, true))) {
    const { content } = evidence;
    const { matches, gaps } = matchImage(content, 0, advisories, vexImageOf(evidence));
    const counting = matches.filter(({ linked }) => linked !== false);
    const keyOf = (packageIndex: number, id: string): string => `${packageIndex} ${id}`;
    const here = new Map(counting.map((match) => [keyOf(match.packageIndex, match.id), match]));
    const naive = new Map(naiveMatches(content.packages, advisories).map((match) => [keyOf(match.packageIndex, match.id), match]));
    const both = [...here.keys()].filter((key) => naive.has(key));
    const naiveAlone = [...naive].flatMap(([key, match]) => (here.has(key) ? [] : [whyNot(match, content, matches)]));
    const hereAlone = [...here].flatMap(([key, match]) => (naive.has(key) ? [] : [whyOnly(match, content)]));
    const cells = [naive.size, here.size, both.length, counted(naiveAlone), counted(hereAlone), gaps.join('; ') || 'all looked up'];
    console.log(`| ${basename(path)} | ${content.packages.length} | ${cells.join(' | ')} |`);
  }
}
advisories.close();
