import type { FindDetail } from '../layer/find.ts';
import { type Cataloguer, megabyte } from './cataloguer.ts';
import { purl } from './purl.ts';

/** Installed rocks by their specification, which is Lua: only plain assignments are read. Sources: luarocks wiki, "Rockspec format"; purl-spec, type luarocks. */
export const lua: Cataloguer = {
  name: 'lua',
  on: { extensions: ['.rockspec'] },
  wants: (path) => /(^|\/)rocks(-[\d.]+)?\/[^/]+\/[^/]+\/[^/]+\.rockspec$/.test(path),
  maxBytes: megabyte,
  *read({ path, content }): Generator<FindDetail> {
    const text = content.toString('utf8');
    const [name, version, licence] = ['package', 'version', 'license'].map((key) =>
      new RegExp(`^[ \\t]*${key}\\s*=\\s*(?:"([^"\\n]{1,200})"|'([^'\\n]{1,200})')`, 'm').exec(text)?.slice(1).find(Boolean),
    );
    if (!name || !version) return;
    yield {
      kind: 'package',
      package: {
        type: 'luarocks',
        name,
        version,
        purl: purl({ type: 'luarocks', name: name.toLowerCase(), version }),
        path,
        ...(licence ? { licences: [licence] } : {}),
        confidence: 'exact',
      },
    };
  },
};
