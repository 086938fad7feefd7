import { pointerToken } from '../../../../model/json.ts';
import { toilOver } from '../../value/meter.ts';
import { string } from '../kind.ts';
import type { CelLibrary } from '../library.ts';
import { global, unary } from '../overload.ts';

/** Source: kubernetes apiserver, pkg/cel/library/jsonpatch.go. */
export const jsonPatchLibrary: CelLibrary = {
  functions: [
    global(
      'jsonpatch.escapeKey',
      unary(string, (key, meter) => {
        toilOver(meter, key.length);
        return pointerToken(key);
      }),
    ),
  ],
};
