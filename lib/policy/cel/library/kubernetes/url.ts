import { mapOf } from '../../value/map.ts';
import { toilItems, toilOver } from '../../value/meter.ts';
import { fail } from '../../value/signal.ts';
import { type CelValue, listOf, type MapKey } from '../../value/value.ts';
import { opaque, string } from '../kind.ts';
import type { CelLibrary } from '../library.ts';
import { global, member, unary } from '../overload.ts';
import { escapedPath, hostname, parseUrl, port, queryValues, type Url } from './url-value.ts';

const { make, kind, type } = opaque<Url>('kubernetes.URL', (a, b) => a.text === b.text);

/** Source: kubernetes apiserver, pkg/cel/library/urls.go. */
export const urlLibrary: CelLibrary = {
  types: [type],
  functions: [
    global(
      'url',
      unary(string, (text, meter) => {
        toilOver(meter, text.length);
        return make(parseUrl(text) ?? fail(`URL parse error during conversion from string: ${text.slice(0, 100)}`));
      }),
    ),
    global(
      'isURL',
      unary(string, (text, meter) => {
        toilOver(meter, text.length);
        return parseUrl(text) !== undefined;
      }),
    ),
    member(
      'getScheme',
      unary(kind, ({ scheme }) => scheme),
    ),
    member(
      'getHost',
      unary(kind, ({ host }) => host),
    ),
    member('getHostname', unary(kind, hostname)),
    member('getPort', unary(kind, port)),
    member('getEscapedPath', unary(kind, escapedPath)),
    member(
      'getQuery',
      unary(kind, (value, meter) => {
        const values = queryValues(value);
        toilItems(meter, values.size);
        return mapOf(new Map(Array.from(values, ([name, texts]): [MapKey, CelValue] => [name, listOf(texts)])));
      }),
    ),
  ],
};
