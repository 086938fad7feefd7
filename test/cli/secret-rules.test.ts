import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ownSecretRules } from '../../functions/home/secret-rules.ts';
import { secretRulesFromEnvironment } from '../../lib/cli/secret-rules.ts';
import { AppError } from '../../lib/model/error.ts';

const rule = { id: 'acme-token', title: 'ACME token', literals: ['acme_'], pattern: 'acme_[a-z0-9]{8}' };
const set = (value: string): void => {
  process.env['PLIMSOLL_SECRET_RULES'] = value;
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-secret-rules-'));
});
afterEach(() => {
  delete process.env['PLIMSOLL_SECRET_RULES'];
  rmSync(folder, { recursive: true });
});

it('takes the same rules from a file, as text, and packed, also in the functions', async () => {
  const text = JSON.stringify({ rules: [rule] });
  const file = join(folder, 'rules.json');
  writeFileSync(file, text);
  const ids: (string | undefined)[] = [];
  for (const value of [file, text, gzipSync(text).toString('base64')]) {
    set(value);
    const rules = secretRulesFromEnvironment();
    expect(rules?.added.map(({ id }) => id)).toEqual(['acme-token']);
    expect((await ownSecretRules())?.id).toBe(rules?.id);
    ids.push(rules?.id);
  }
  expect(new Set(ids).size).toBe(1);
  set('');
  expect([secretRulesFromEnvironment(), await ownSecretRules()]).toEqual([undefined, undefined]);
});

it.each([
  ['a back reference', { rules: [rule, { ...rule, id: 'other', pattern: '(acme_)\\1' }] }, '/rules/1/pattern'],
  ['lookaround', { rules: [{ ...rule, pattern: '(?=acme_)' }] }, '/rules/0/pattern'],
  ['a literal that is too short', { rules: [{ ...rule, literals: ['ac'] }] }, '/rules/0/literals'],
  ['an unknown member', { rules: [{ ...rule, path: 'x' }] }, '/rules/0'],
  ['an id twice', { rules: [rule, rule] }, '/rules/1/id'],
  ['the id of a built-in kind', { rules: [{ ...rule, id: 'private-key' }] }, '/rules/0/id'],
  ['no list', { rule: [] }, '/rules'],
])('names the place of %s', (_title, document, pointer) => {
  for (const value of [JSON.stringify(document), gzipSync(JSON.stringify(document)).toString('base64')]) {
    set(value);
    const error = thrown();
    expect(error?.code).toBe('invalid-request');
    expect(error?.places[0]).toMatchObject({ file: 'PLIMSOLL_SECRET_RULES', pointer });
    expect(error?.message).toContain(pointer);
  }
});

it.each(['nowhere.json', '{"rules": [', 'H4sIAAAAAAAAA-broken', gzipSync('{'.repeat(8 * 1024 * 1024)).toString('base64')])(
  'refuses what cannot be read: %.20s',
  (value) => {
    set(value);
    expect(thrown()?.code).toBe('invalid-request');
  },
);

const thrown = (): AppError | undefined => {
  try {
    secretRulesFromEnvironment();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return undefined;
};
