import { isList, isObject, type Json, type JsonObject } from '../../../../model/json.ts';
import type { Outcome } from '../../outcome.ts';

/** `&name` as a function gets it: asked of one value after the other. */
export type Expression = (value: Json) => Outcome;

export type Argument = { readonly kind: 'json'; readonly value: Json } | { readonly kind: 'expression'; readonly apply: Expression };

export const jsonArgument = (value: Json): Argument => ({ kind: 'json', value });

export const expressionArgument = (apply: Expression): Argument => ({ kind: 'expression', apply });

/** What a function takes at one place. `take`: the argument as the function wants it, undefined when it is of another type. */
export type Parameter<Value> = { readonly expects: string; take(argument: Argument): Value | undefined };

const ofJson = <Value extends Json>(expects: string, is: (value: Json) => value is Value): Parameter<Value> => ({
  expects,
  take: (argument) => (argument.kind === 'json' && is(argument.value) ? argument.value : undefined),
});

const isText = (value: Json): value is string => typeof value === 'string';
const isNumber = (value: Json): value is number => typeof value === 'number';

export const anything: Parameter<Json> = ofJson('any value', (value): value is Json => value !== undefined);
export const text: Parameter<string> = ofJson('a string', isText);
export const number: Parameter<number> = ofJson('a number', isNumber);
export const textOrNumber: Parameter<string | number> = ofJson('a string or a number', (value) => isText(value) || isNumber(value));
export const list: Parameter<readonly Json[]> = ofJson('a list', isList);
export const object: Parameter<JsonObject> = ofJson('an object', isObject);
export const listOrText: Parameter<readonly Json[] | string> = ofJson('a list or a string', (value) => isText(value) || isList(value));
export const listOrObject: Parameter<readonly Json[] | JsonObject> = ofJson(
  'a list or an object',
  (value) => isList(value) || isObject(value),
);
export const sized: Parameter<string | readonly Json[] | JsonObject> = ofJson(
  'a string, a list or an object',
  (value) => isText(value) || isList(value) || isObject(value),
);
export const texts: Parameter<readonly string[]> = ofJson(
  'a list of strings',
  (value): value is readonly string[] => isList(value) && value.every(isText),
);
export const numbers: Parameter<readonly number[]> = ofJson(
  'a list of numbers',
  (value): value is readonly number[] => isList(value) && value.every(isNumber),
);
export const numbersOrTexts: Parameter<readonly number[] | readonly string[]> = ofJson(
  'a list of numbers or of strings',
  (value): value is readonly number[] | readonly string[] => isList(value) && (value.every(isNumber) || value.every(isText)),
);
export const expression: Parameter<Expression> = {
  expects: 'an expression (&)',
  take: (argument) => (argument.kind === 'expression' ? argument.apply : undefined),
};
