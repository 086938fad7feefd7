import { type Cataloguer, megabyte } from './cataloguer.ts';
import { purl } from './purl.ts';
import { readStanzas } from './stanza.ts';

const keys = new Set(['name', 'version', 'license', 'license-expression']);
const longestLicence = 100;

/**
 * Installed distributions: `x.dist-info/METADATA`, `x.egg-info/PKG-INFO`, or `x.egg-info` itself as a file.
 * Source: Python packaging guide, core metadata and "Recording installed projects".
 */
export const python: Cataloguer = {
  name: 'python',
  on: { names: ['METADATA', 'PKG-INFO'], extensions: ['.egg-info'] },
  wants: (path) => /(\.dist-info\/METADATA|(\.egg-info|EGG-INFO)\/PKG-INFO|\.egg-info)$/i.test(path),
  maxBytes: 8 * megabyte,
  *read({ path, content }) {
    for (const fields of readStanzas(content.toString('utf8'), keys)) {
      const [name, version] = [fields.get('name'), fields.get('version')];
      const licence = fields.get('license-expression') ?? fields.get('license')?.split('\n')[0];
      if (name && version) {
        yield {
          kind: 'package',
          package: {
            type: 'pypi',
            name,
            version,
            purl: purl({ type: 'pypi', name: normaliseName(name), version }),
            path,
            ...(licence && licence !== 'UNKNOWN' && licence.length <= longestLicence ? { licences: [licence] } : {}),
            confidence: 'exact',
          },
        };
      }
      // What follows the first blank line is the description.
      return;
    }
  },
};

/** Source: PEP 503, "Normalized Names". */
const normaliseName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');
