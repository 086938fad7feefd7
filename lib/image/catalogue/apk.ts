import type { FindDetail } from '../layer/find.ts';
import { type Cataloguer, megabyte } from './cataloguer.ts';
import { provesPackage } from './proof.ts';

/** Source: Alpine wiki, "Apk spec", installed database: one letter a field, `F:` a folder and `R:` a file in it. */
export const apk: Cataloguer = {
  name: 'apk',
  on: { names: ['installed'] },
  wants: (path) => /^(usr\/)?lib\/apk\/db\/installed$/.test(path),
  maxBytes: 64 * megabyte,
  *read({ path, content }) {
    yield { kind: 'database', format: 'apk' };
    for (const block of content.toString('utf8').split(/\n\s*\n/)) yield* readBlock(block, path);
  },
};

function* readBlock(block: string, path: string): Generator<FindDetail> {
  const fields = new Map<string, string>();
  const owned: string[] = [];
  let folder = '';
  for (const line of block.split('\n')) {
    const value = line.slice(2).trim();
    if (line[1] !== ':') continue;
    if (line[0] === 'F') folder = value;
    else if (line[0] === 'R') {
      const file = folder === '' ? value : `${folder}/${value}`;
      if (provesPackage(file)) owned.push(file);
    } else fields.set(line.slice(0, 1), value);
  }
  const [name, version, architecture] = [fields.get('P'), fields.get('V'), fields.get('A')];
  if (!name || !version) return;
  const licences = licencesOf(fields.get('L') ?? '');
  yield {
    kind: 'package',
    package: {
      type: 'apk',
      name,
      version,
      purl: '',
      path,
      source: { name: fields.get('o') || name, version },
      ...(architecture ? { architecture } : {}),
      ...(licences.length > 0 ? { licences } : {}),
      confidence: 'exact',
    },
  };
  if (owned.length > 0) yield { kind: 'owned', owner: name, paths: owned };
}

/** An SPDX expression, or (older packages) names with spaces between. */
const licencesOf = (text: string): readonly string[] => {
  if (text === '') return [];
  return /\b(AND|OR|WITH)\b|\(/.test(text) ? [text] : text.split(/\s+/);
};
