import { type Cataloguer, megabyte } from './cataloguer.ts';
import { purl } from './purl.ts';

/** Installed gems by the specification that RubyGems writes: Ruby code, of which only plain assignments are read. */
export const ruby: Cataloguer = {
  name: 'ruby',
  on: { extensions: ['.gemspec'] },
  wants: (path) => /(^|\/)specifications\/(default\/)?[^/]+\.gemspec$/.test(path),
  maxBytes: megabyte,
  *read({ path, content }) {
    const text = content.toString('utf8');
    const name = /^[ \t]*\w+\.name\s*=\s*["']([^"']+)["']/m.exec(text)?.[1];
    const version = /^[ \t]*\w+\.version\s*=\s*(?:Gem::Version\.new\(?\s*)?["']([^"']+)["']/m.exec(text)?.[1];
    const platform = /^[ \t]*\w+\.platform\s*=\s*["']([^"']+)["']/m.exec(text)?.[1];
    const licences = [...(/^[ \t]*\w+\.licenses?\s*=\s*\[?([^\]\n]*)/m.exec(text)?.[1] ?? '').matchAll(/["']([^"']+)["']/g)].flatMap(
      (match) => match[1] ?? [],
    );
    if (!name || !version) return;
    yield {
      kind: 'package',
      package: {
        type: 'gem',
        name,
        version,
        purl: purl({ type: 'gem', name, version, qualifiers: { platform } }),
        path,
        ...(licences.length > 0 ? { licences } : {}),
        confidence: 'exact',
      },
    };
  },
};
