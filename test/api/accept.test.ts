import { expect, it } from 'vitest';
import { negotiate } from '../../lib/api/accept.ts';

const offers = ['application/json', 'application/sarif+json', 'text/markdown'];

it.each([
  [null, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['text/*', 'text/markdown'],
  ['application/sarif+json, application/json;q=0.5', 'application/sarif+json'],
  ['application/*;q=0.2, text/markdown;q=0.3', 'text/markdown'],
  ['APPLICATION/JSON', 'application/json'],
  ['application/json;q=0, */*', 'application/sarif+json'],
  ['text/markdown; charset=utf-8; q=1', 'text/markdown'],
])('Accept: %s takes %s', (accept, offer) => {
  expect(negotiate(accept, offers)).toBe(offer);
});

it.each(['image/png', '*/*;q=0', 'application/json;q=x', 'text'])('Accept: %s takes nothing', (accept) => {
  expect(() => negotiate(accept, offers)).toThrow(expect.objectContaining({ code: 'not-acceptable' }));
});
