import type { FindDetail } from '../layer/find.ts';
import { type Cataloguer, megabyte } from './cataloguer.ts';
import { programPackage } from './program/versions.ts';
import { purl } from './purl.ts';

/** WordPress looks for its headers in the first 8 KB. Source: wp-includes/functions.php, get_file_data. */
const headerLength = 8 * 1024;

/** WordPress itself, and its plug-ins and themes by their headers. Source: developer.wordpress.org, "Header Requirements"; `wordpress` is the type that purl-spec names. */
export const wordpress: Cataloguer = {
  name: 'wordpress',
  on: { extensions: ['.php'], names: ['style.css'] },
  wants: (path) => part.test(path) || core.test(path),
  maxBytes: 4 * megabyte,
  *read({ path, content }): Generator<FindDetail> {
    const text = content.toString('utf8', 0, headerLength);
    if (core.test(path)) {
      const version = /^\$wp_version = '(\d[\w.-]{0,30})';/m.exec(text)?.[1];
      if (version) yield { kind: 'package', package: programPackage('wordpress', version, path) };
      return;
    }
    const [, kind, slug] = part.exec(path) ?? [];
    const version = field(text, 'Version');
    if (!kind || !slug || !version || !field(text, kind === 'plugins' ? 'Plugin Name' : 'Theme Name')) return;
    const namespace = kind.slice(0, -1);
    yield {
      kind: 'package',
      package: {
        type: 'wordpress',
        name: `${namespace}/${slug}`,
        version,
        purl: purl({ type: 'wordpress', namespace, name: slug, version }),
        path,
        confidence: 'exact',
      },
    };
  },
};

const part = /(?:^|\/)wp-content\/(plugins|themes)\/([^/]+)\/(?:[^/]+\.php|style\.css)$/;
const core = /(^|\/)wp-includes\/version\.php$/;

const field = (text: string, name: string): string | undefined => {
  const value = new RegExp(`^(?:[ \\t]*<\\?php)?[ \\t/*#@]{0,20}${name}:([^\\n]{1,200})$`, 'im').exec(text)?.[1];
  return value?.replace(/\s*(?:\*\/|\?>).*/, '').trim() || undefined;
};
