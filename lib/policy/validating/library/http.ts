import { isObject, type Json } from '../../../model/json.ts';
import { string } from '../../cel/library/kind.ts';
import { type CelFunction, member, type Overload } from '../../cel/library/overload.ts';
import { fromCel, toCel } from '../../cel/value/json.ts';
import { unknown } from '../../cel/value/signal.ts';
import type { CelValue } from '../../cel/value/value.ts';
import { type Context, contexts } from './context.ts';

/**
 * Kyverno's own answer has the members of an object beside `statusCode`, its command line's stand-in and its documentation have them in `body`: both can be read.
 * Source: kyverno/sdk, cel/libs/http/http.go.
 */
const answered = (body: Json): CelValue => toCel({ body, statusCode: 200, ...(isObject(body) && body) });

const asked = ({ surroundings }: Context, method: 'GET' | 'POST', url: string, body?: Json): CelValue => {
  const answer = surroundings.call(method, url, body);
  return answer === undefined ? unknown(`what ${method} ${url} would answer is not known`) : answered(answer);
};

/** Headers change nothing about what was supplied. */
const getting = (arity: 2 | 3): Overload => ({
  arity,
  call: ([target, address]) => {
    const [context, url] = [contexts.http.kind.read(target), string.read(address)];
    return context && url !== undefined ? asked(context, 'GET', url) : undefined;
  },
});

const posting = (arity: 3 | 4): Overload => ({
  arity,
  call: ([target, address, body]) => {
    const [context, url] = [contexts.http.kind.read(target), string.read(address)];
    return context && url !== undefined && body !== undefined ? asked(context, 'POST', url, fromCel(body)) : undefined;
  },
});

const putting = (arity: 3 | 4): Overload => ({
  arity,
  call: ([target, address]) => {
    const [context, url] = [contexts.http.kind.read(target), string.read(address)];
    return context && url !== undefined ? unknown(`what PUT ${url} would answer is not known`) : undefined;
  },
});

/** The certificates of a client say nothing here: it asks for what was supplied, as any other. */
const client: Overload = { arity: 2, call: ([target]) => (contexts.http.kind.read(target) ? target : undefined) };

/** `http.Get`, `Post`, `Put` and `Client`. Source: kyverno/sdk, cel/libs/http. */
export const httpLibrary: readonly CelFunction[] = [
  ...['Get', 'get'].map((name) => member(name, getting(2), getting(3))),
  ...['Post', 'post'].map((name) => member(name, posting(3), posting(4))),
  ...['Put', 'put'].map((name) => member(name, putting(3), putting(4))),
  ...['Client', 'client'].map((name) => member(name, client)),
];
