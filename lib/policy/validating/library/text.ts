import { AppError } from '../../../model/error.ts';
import type { Json } from '../../../model/json.ts';
import { any, string } from '../../cel/library/kind.ts';
import { type CelFunction, global, unary } from '../../cel/library/overload.ts';
import { fromCel, toCel } from '../../cel/value/json.ts';
import { chargeTraversal } from '../../cel/value/meter.ts';
import { fail } from '../../cel/value/signal.ts';
import type { CelValue } from '../../cel/value/value.ts';
import { readText } from '../../text.ts';

const ofJson = (text: string): CelValue => {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    return fail('json.unmarshal: the text is not JSON');
  }
  return toCel(value);
};

const ofYaml = (text: string): CelValue => {
  try {
    return toCel(readText(text)[0]?.value ?? null);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return fail('yaml.parse: the text is not YAML, or too large');
  }
};

/** `json.unmarshal(text)`, `json.marshal(value)` and `yaml.parse(text)`. Source: kyverno/sdk, cel/libs/json and cel/libs/yaml. */
export const textLibrary: readonly CelFunction[] = [
  ...[['json.unmarshal', ofJson] as const, ['yaml.parse', ofYaml] as const].map(([name, read]) =>
    global(
      name,
      unary(string, (text, meter) => {
        chargeTraversal(meter, text.length);
        return read(text);
      }),
    ),
  ),
  global(
    'json.marshal',
    unary(any, (value, meter) => {
      const text = JSON.stringify(fromCel(value));
      chargeTraversal(meter, text.length);
      return text;
    }),
  ),
];
