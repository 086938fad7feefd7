import type { Json } from '../../../../model/json.ts';
import { type Duration, durationOf } from '../../scalar/duration.ts';
import { type Quantity, quantityOf } from '../../scalar/quantity.ts';

/** What can be reckoned with. A text is a quantity if it can be one, and a duration otherwise: `100m` is a tenth here, and 100 minutes in a pattern. */
export type Operand =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'quantity'; readonly value: Quantity }
  | { readonly kind: 'duration'; readonly value: Duration };

/** Source: Kyverno, parseArithemticOperand. */
export const operandOf = (value: Json): Operand | undefined => {
  if (typeof value === 'number') return { kind: 'number', value };
  if (typeof value !== 'string') return undefined;
  const quantity = quantityOf(value);
  if (quantity) return { kind: 'quantity', value: quantity };
  const duration = durationOf(value);
  return duration === undefined ? undefined : { kind: 'duration', value: duration };
};
