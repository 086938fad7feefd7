import type { FindDetail } from '../layer/find.ts';
import { type Cataloguer, megabyte } from './cataloguer.ts';
import { provesPackage } from './proof.ts';

/**
 * Arch Linux and its kin: a folder a package, `desc` for what it is and `files` for what it installed. Source: libalpm, be_local.c: `%FIELD%`, then a
 * value a line up to an empty line.
 */
export const pacman: Cataloguer = {
  name: 'pacman',
  on: { names: ['desc', 'files'] },
  wants: (path) => place.test(path),
  maxBytes: 64 * megabyte,
  *read({ path, name, content }): Generator<FindDetail> {
    const fields = readFields(content.toString('utf8'));
    if (name === 'desc') yield* packageOf(fields, path);
    else {
      const paths = (fields.get('FILES') ?? []).filter(provesPackage);
      const owner = place.exec(path)?.[1];
      if (owner && paths.length > 0) yield { kind: 'owned', owner, paths };
    }
  },
};

/** The folder is called name, version and release. */
const place = /(?:^|\/)var\/lib\/pacman\/local\/([^/]+)-[^/-]+-[^/-]+\/(?:desc|files)$/;

function* packageOf(fields: ReadonlyMap<string, readonly string[]>, path: string): Generator<FindDetail> {
  const [name, version, base, architecture, vendor] = ['NAME', 'VERSION', 'BASE', 'ARCH', 'PACKAGER'].map((key) => fields.get(key)?.[0]);
  if (!name || !version) return;
  const licences = fields.get('LICENSE') ?? [];
  yield {
    kind: 'package',
    package: {
      type: 'alpm',
      name,
      version,
      purl: '',
      path,
      source: { name: base ?? name, version },
      ...(architecture ? { architecture } : {}),
      ...(licences.length > 0 ? { licences } : {}),
      confidence: 'exact',
    },
    ...(vendor ? { vendor } : {}),
  };
}

const readFields = (text: string): ReadonlyMap<string, readonly string[]> => {
  const fields = new Map<string, string[]>();
  let values: string[] | undefined;
  for (const line of text.split('\n')) {
    const field = values === undefined ? /^%([A-Z0-9]+)%$/.exec(line)?.[1] : undefined;
    if (field) {
      values = [];
      fields.set(field, values);
    } else if (line === '') values = undefined;
    else values?.push(line);
  }
  return fields;
};
