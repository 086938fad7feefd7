import type { FindDetail } from '../layer/find.ts';
import { type Cataloguer, megabyte } from './cataloguer.ts';
import { provesPackage } from './proof.ts';
import { purl } from './purl.ts';

/**
 * Gentoo: a folder a package, called as category and name with version, with the list of its files. Source: vdb, PMS chapter 2 (versions) and
 * portage(5), `/var/db/pkg`. `ebuild` is the purl type that the specification names for it.
 */
export const portage: Cataloguer = {
  name: 'portage',
  on: { names: ['CONTENTS'] },
  wants: (path) => place.test(path),
  maxBytes: 64 * megabyte,
  *read({ path, content }): Generator<FindDetail> {
    const [, category = '', name = '', version = ''] = place.exec(path) ?? [];
    yield {
      kind: 'package',
      package: {
        type: 'ebuild',
        name: `${category}/${name}`,
        version,
        purl: purl({ type: 'ebuild', namespace: category, name, version }),
        path,
        confidence: 'exact',
      },
    };
    const paths = content
      .toString('utf8')
      .split('\n')
      .flatMap((line) => /^obj \/(.+) [0-9a-f]{32} \d+$/.exec(line)?.[1] ?? [])
      .filter(provesPackage);
    if (paths.length > 0) yield { kind: 'owned', owner: name, paths };
  },
};

/** `dev-libs/openssl-3.0.13-r2`: a version starts with a digit behind a dash, and a revision may follow. */
const place = /(?:^|\/)var\/db\/pkg\/([\w+.-]+)\/([\w+-]+?)-(\d[\w.]*(?:-r\d+)?)\/CONTENTS$/;
