import { objectAt, stringAt } from '../../model/json.ts';
import type { FindDetail } from '../layer/find.ts';
import { type Cataloguer, megabyte } from './cataloguer.ts';
import { readPhpValue } from './php/serialized.ts';
import { purl } from './purl.ts';

/**
 * What PEAR and PECL installed: `.registry/<name>.reg`, those of another channel than PEAR's own below `.channel.<channel>`. Source: pear-core,
 * PEAR/Registry.php. `pear` is the type that purl-spec names, with the channel as namespace.
 */
export const pear: Cataloguer = {
  name: 'pear',
  on: { extensions: ['.reg'] },
  wants: (path) => /(^|\/)\.registry\/(\.channel\.[^/]+\/)?[^/]+\.reg$/.test(path),
  maxBytes: 4 * megabyte,
  *read({ path, content }): Generator<FindDetail> {
    const document = readPhpValue(content);
    const name = stringAt(document, 'name') ?? stringAt(document, 'package');
    const version = stringAt(objectAt(document, 'version'), 'release') ?? stringAt(document, 'version');
    if (!name || !version) return;
    const channel = stringAt(document, 'channel') ?? 'pear.php.net';
    // A text, or a text with an address beside it.
    const licence = stringAt(document, 'license') ?? stringAt(objectAt(document, 'license'), '_content');
    yield {
      kind: 'package',
      package: {
        type: 'pear',
        name: `${channel}/${name}`,
        version,
        purl: purl({ type: 'pear', namespace: channel, name, version }),
        path,
        ...(licence ? { licences: [licence] } : {}),
        confidence: 'exact',
      },
    };
  },
};
