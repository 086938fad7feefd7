import type { FindDetail } from '../layer/find.ts';
import { type Cataloguer, megabyte } from './cataloguer.ts';
import { purl } from './purl.ts';

/** Applications of Erlang and Elixir, OTP's own too. Sources: erlang.org, app(4); purl-spec, type otp. */
export const erlang: Cataloguer = {
  name: 'erlang',
  on: { extensions: ['.app'] },
  wants: (path) => /(^|\/)ebin\/[a-z][\w@]*\.app$/.test(path),
  maxBytes: megabyte,
  *read({ path, content }): Generator<FindDetail> {
    const text = content.toString('utf8');
    const name = /\{\s*application\s*,\s*'?([a-z][\w@]*)'?\s*,/.exec(text)?.[1];
    const version = /\{\s*vsn\s*,\s*"([^"\n]{1,100})"\s*\}/.exec(text)?.[1];
    if (!name || !version) return;
    const shown = name.toLowerCase();
    yield {
      kind: 'package',
      package: { type: 'otp', name, version, purl: purl({ type: 'otp', name: shown, version }), path, confidence: 'exact' },
    };
  },
};
