import type { WriteResult } from '../../../ports/table.ts';
import { attributes } from '../../../store/size.ts';
import { attemptsOf, exceptionName } from '../failure.ts';
import type { Attributes } from './item.ts';
import type { SingleInput } from './write.ts';

/** What an error of a write says. `again`: nothing was written and another try may go through. `failure`: none of ours to judge. */
export type Refusal = WriteResult | { readonly kind: 'again' } | { readonly kind: 'failure' };

const conditionFailed = 'ConditionalCheckFailed';
// Reasons that pass. Source: TransactWriteItems, errors, cancellation reason codes.
const passingReasons = new Set(['None', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

export const transactionRefusal = (error: unknown): Refusal => {
  const codes = reasonsOf(error);
  if (codes === undefined) return { kind: 'failure' };
  const action = codes.indexOf(conditionFailed);
  if (action >= 0) return { kind: 'conflict', action };
  return { kind: codes.length > 0 && codes.every((code) => passingReasons.has(code)) ? 'again' : 'failure' };
};

/**
 * A refused condition after a repetition may be our own first attempt whose answer was lost: then what is there is what we meant to write.
 * The reasons of a transaction need no such look, its token covers it.
 */
export const singleRefusal = (error: unknown, single: SingleInput): Refusal => {
  if (exceptionName(error) === 'TransactionConflictException') return { kind: 'again' };
  if (exceptionName(error) !== 'ConditionalCheckFailedException') return { kind: 'failure' };
  const isOwn = attemptsOf(error) > 1 && isDone(single, itemIn(error));
  return isOwn ? { kind: 'written' } : { kind: 'conflict', action: 0 };
};

const isDone = (single: SingleInput, there: Attributes | undefined): boolean => {
  if (single.kind === 'delete') return there === undefined;
  const meant = single.input.Item ?? {};
  return there !== undefined && [attributes.version, attributes.body].every((name) => sameValue(there[name], meant[name]));
};

const sameValue = (a: Attributes[string] | undefined, b: Attributes[string] | undefined): boolean => a?.S === b?.S && a?.N === b?.N;

const itemIn = (error: unknown): Attributes | undefined => {
  const found: unknown = error instanceof Error && 'Item' in error ? error.Item : undefined;
  return isAttributes(found) ? found : undefined;
};

/** Holds because the SDK decodes this member of its exception as the attributes of an item. */
const isAttributes = (value: unknown): value is Attributes => typeof value === 'object' && value !== null;

const reasonsOf = (error: unknown): readonly string[] | undefined => {
  if (exceptionName(error) !== 'TransactionCanceledException') return undefined;
  const reasons: unknown = error instanceof Error && 'CancellationReasons' in error ? error.CancellationReasons : [];
  return Array.isArray(reasons) ? reasons.map(codeOf) : [];
};

const codeOf = (reason: unknown): string =>
  typeof reason === 'object' && reason !== null && 'Code' in reason && typeof reason.Code === 'string' ? reason.Code : 'None';
