import { describe, expect, it } from 'vitest';
import { plainScalar, taggedScalar } from '../../lib/manifest/yaml/scalar.ts';

describe('plainScalar', () => {
  it.each([
    ['true', true],
    ['False', false],
    ['', null],
    ['~', null],
    ['Null', null],
    ['nUll', 'nUll'],
    ['10', 10],
    ['-3', -3],
    ['+7', 7],
    ['-0', 0],
    ['0x1F', 31],
    ['0o17', 15],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['1e3', 1000],
    ['0999', 999],
    ['1:30', '1:30'],
    ['2024-01-01', '2024-01-01'],
    ['1.2.3', '1.2.3'],
    ['500m', '500m'],
    ['.inf', '.inf'],
    ['1e999', '1e999'],
    ['-', '-'],
  ])('%s is %j in every reader', (text, value) => {
    expect(plainScalar(text)).toEqual({ value });
  });

  it.each([
    ['yes', true],
    ['y', true],
    ['On', true],
    ['NO', false],
    ['off', false],
    ['0644', 420],
    ['-010', -8],
    ['1_000', 1000],
    ['0b101', 5],
  ])('%s is %j to the API server and something else to others', (text, value) => {
    expect(plainScalar(text)).toEqual({ value, ambiguous: true });
  });
});

describe('taggedScalar', () => {
  it.each([
    ['!!str', '10', '10'],
    ['!', 'yes', 'yes'],
    ['!!int', '0x10', 16],
    ['!<tag:yaml.org,2002:bool>', 'yes', true],
    ['!!float', '1', 1],
    ['!!null', '', null],
    ['!!binary', 'aGk=', 'aGk='],
  ])('%s %s', (tag, text, value) => {
    expect(taggedScalar(tag, text)).toEqual({ value });
  });

  it.each([
    ['!!int', 'ten'],
    ['!!js/function', 'f'],
    ['!Ref', 'x'],
  ])('%s %s is not read', (tag, text) => {
    expect(taggedScalar(tag, text)).toBeUndefined();
  });
});
