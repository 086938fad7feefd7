import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { requestOf, sourceOf } from '../../functions/event/http.ts';
import { messagesOf } from '../../functions/event/queue.ts';
import { registryEventOf } from '../../functions/event/registry.ts';
import { scheduledRun } from '../../functions/event/schedule.ts';
import { writtenKeys } from '../../functions/event/stream.ts';
import { AppError } from '../../lib/model/error.ts';
import { isObject, type Json } from '../../lib/model/json.ts';
import { fixture } from './fixture.ts';

const readers = { requestOf, sourceOf, messagesOf, registryEventOf, scheduledRun, writtenKeys };
const names = readdirSync('test/fixtures/events').map((file) => basename(file, '.json'));

const instead: readonly Json[] = [
  null,
  true,
  0,
  -1.5,
  1e308,
  '',
  '\u0000',
  'x'.repeat(1_000_000),
  [],
  [null],
  {},
  { constructor: {} },
  [[[]]],
];

/** The event once for each of its members: without it, with another beside it, and with each value that it should not have. */
function* damaged(event: Json): Generator<Json> {
  if (Array.isArray(event)) {
    for (const [place, one] of event.entries()) for (const worse of [...instead, ...damaged(one)]) yield event.with(place, worse);
    yield [...event, ...event, ...event];
  } else if (isObject(event)) {
    for (const [name, member] of Object.entries(event)) {
      const { [name]: _, ...others } = event;
      yield others;
      for (const worse of [...instead, ...damaged(member)]) yield { ...event, [name]: worse };
    }
    yield { ...event, unknown: { '': [1] }, toString: 'x' };
  }
}

/** Refused by the schema, or by ours with a code; what is read in spite of it is read as something. */
const outcome = (read: (event: unknown) => unknown, event: Json): string => {
  try {
    return read(event) === undefined ? 'nothing' : 'read';
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof AppError) return 'refused';
    throw error;
  }
};

it.each(names)('%s with any member missing, added, oversized or of another type is read or refused, by every function', (name) => {
  const seen = new Map<string, number>();
  let tried = 0;
  for (const event of [...instead, ...damaged(fixture(name))]) {
    for (const read of Object.values(readers)) {
      const what = outcome(read, event);
      seen.set(what, (seen.get(what) ?? 0) + 1);
      tried += 1;
    }
  }
  expect(tried).toBeGreaterThan(300);
  expect([...seen.keys()].sort()).toEqual(['read', 'refused']);
});
