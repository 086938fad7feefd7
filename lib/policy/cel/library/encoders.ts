import { bytesOf, bytesToBase64 } from '../value/bytes.ts';
import { toilText } from '../value/meter.ts';
import { fail } from '../value/signal.ts';
import { bytes, string } from './kind.ts';
import type { CelLibrary } from './library.ts';
import { global, unary } from './overload.ts';

/** Source: cel-go ext/encoders.go: the standard alphabet, with or without the padding. */
export const encoderLibrary: CelLibrary = {
  functions: [
    global(
      'base64.encode',
      unary(bytes, (value, meter) => {
        toilText(meter, value.bytes.length);
        return bytesToBase64(value.bytes);
      }),
    ),
    global(
      'base64.decode',
      unary(string, (text, meter) => {
        toilText(meter, text.length);
        if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.replace(/=+$/, '').length % 4 === 1) return fail('illegal base64 data');
        return bytesOf(Buffer.from(text, 'base64'));
      }),
    ),
  ],
};
