import type { FindDetail } from '../layer/find.ts';
import { type Cataloguer, megabyte } from './cataloguer.ts';
import { purl } from './purl.ts';
import { readStanzas } from './stanza.ts';

const keys = new Set(['package', 'version', 'license', 'built', 'repository', 'biocviews']);

/** Installed packages of R. Source: "Writing R Extensions", The DESCRIPTION file; `Built` is written by the installation alone. */
export const r: Cataloguer = {
  name: 'r',
  on: { names: ['DESCRIPTION'] },
  wants: () => true,
  maxBytes: megabyte,
  *read({ path, content }): Generator<FindDetail> {
    for (const fields of readStanzas(content.toString('utf8'), keys)) {
      const [name, version, licence] = [fields.get('package'), fields.get('version'), fields.get('license')];
      if (name && version && fields.has('built') && /^[A-Za-z][\w.]*$/.test(name)) {
        // Bioconductor has a repository of its own, and CRAN's advisories do not speak of it.
        const type = fields.has('biocviews') && fields.get('repository') !== 'CRAN' ? 'bioconductor' : 'cran';
        yield {
          kind: 'package',
          package: {
            type,
            name,
            version,
            purl: purl({ type, name, version }),
            path,
            ...(licence ? { licences: [licence] } : {}),
            confidence: 'exact',
          },
        };
      }
      return;
    }
  },
};
