import { describe, expect, it } from 'vitest';
import { shown } from './evaluate.ts';

const at = "timestamp('2024-03-10T23:30:15.250Z')";

describe('a field of a time', () => {
  it.each([
    ['getHours()', 23],
    ["getHours('UTC')", 23],
    ["getHours('+02:30')", 2],
    ["getMinutes('-02:15')", 15],
    ["getDate('Asia/Tokyo')", 11],
    ["getDayOfWeek('Asia/Tokyo')", 1],
    ["getHours('America/New_York')", 19],
    ['getDayOfYear()', 69],
    ['getDayOfMonth()', 9],
    ['getMonth()', 2],
    ['getMilliseconds()', 250],
  ])('%s', (call, wanted) => {
    expect(shown(`${at}.${call}`)).toBe(wanted);
  });

  it.each(["getHours('Nowhere/Land')", "getHours('../../etc/passwd')", "getHours('x y')"])('%s is an error', (call) => {
    expect(shown(`${at}.${call}`)).toHaveProperty('error');
  });
});

describe('a text that is no time or duration', () => {
  it.each([
    "timestamp('2023-02-29T00:00:00Z')",
    "timestamp('2023-02-28T24:00:00Z')",
    "timestamp('2023-02-28')",
    "timestamp('0000-01-01T00:00:00Z')",
    "timestamp('2023-02-28T00:00:00')",
    "duration('1')",
    "duration('s')",
    "duration('')",
    "duration('1h 2m')",
    `duration('${'1h'.repeat(10_000)}')`,
  ])('%s is an error', (source) => {
    expect(shown(source)).toHaveProperty('error');
  });

  it.each([
    ["string(duration('1h2m3.5s'))", '3723.5s'],
    ["string(duration('-1.5ms'))", '-0.0015s'],
    ["string(timestamp('2023-02-28T01:00:00+01:00'))", '2023-02-28T00:00:00Z'],
    ["timestamp('2024-01-31T00:00:00Z') - timestamp('2024-01-01T00:00:00Z') == duration('720h')", true],
  ])('%s is %j', (source, wanted) => {
    expect(shown(source)).toBe(wanted);
  });
});
