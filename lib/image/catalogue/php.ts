import { isList, type Json, listAt, stringAt } from '../../model/json.ts';
import type { FindDetail } from '../layer/find.ts';
import { type Cataloguer, megabyte } from './cataloguer.ts';
import { parseJsonFile } from './json.ts';
import { purl } from './purl.ts';

/** What Composer installed: a list (version 1) or an object with `packages` (version 2). */
export const php: Cataloguer = {
  name: 'php',
  on: { names: ['installed.json'] },
  wants: (path) => /(^|\/)composer\/installed\.json$/.test(path),
  maxBytes: 64 * megabyte,
  *read({ path, content }) {
    const document = parseJsonFile(content);
    for (const entry of isList(document) ? document : listAt(document, 'packages')) yield* packageOf(entry, path);
  },
};

function* packageOf(entry: Json, path: string): Generator<FindDetail> {
  const [name, stated] = [stringAt(entry, 'name'), stringAt(entry, 'version')];
  if (!name || !stated) return;
  const slash = name.indexOf('/');
  const version = stated.replace(/^v(?=\d)/, '');
  const licences = listAt(entry, 'license').filter((licence) => typeof licence === 'string');
  yield {
    kind: 'package',
    package: {
      type: 'composer',
      name,
      version,
      purl: purl({ type: 'composer', ...(slash < 0 ? {} : { namespace: name.slice(0, slash) }), name: name.slice(slash + 1), version }),
      path,
      ...(licences.length > 0 ? { licences } : {}),
      confidence: 'exact',
    },
  };
}
