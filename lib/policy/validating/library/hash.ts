import { createHash } from 'node:crypto';
import { string } from '../../cel/library/kind.ts';
import { type CelFunction, global, unary } from '../../cel/library/overload.ts';
import { chargeTraversal } from '../../cel/value/meter.ts';

const algorithms = ['md5', 'sha1', 'sha256'] as const;

/** `sha256(text)` and `hash.sha256(text)`, in hex. Source: kyverno/sdk, cel/libs/hash. */
export const hashLibrary: readonly CelFunction[] = algorithms.flatMap((algorithm) =>
  [algorithm, `hash.${algorithm}`].map((name) =>
    global(
      name,
      unary(string, (text, meter) => {
        chargeTraversal(meter, text.length);
        return createHash(algorithm).update(text).digest('hex');
      }),
    ),
  ),
);
