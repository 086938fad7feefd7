import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { zipMembers } from '../../lib/adapters/advisories/zip.ts';

// What builds is plain JavaScript, without types.
const { zipFolder } = await import(new URL('../../infra/dev/zip.mjs', import.meta.url).href);

const packed = (files: { readonly [name: string]: string }): string => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-zip-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'in/sub'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'in', name), text);
  zipFolder(join(folder, 'in'), join(folder, 'out.zip'));
  return join(folder, 'out.zip');
};

const files = { 'index.mjs': 'export {};\n'.repeat(1_000), 'sub/part.mjs': 'ä', empty: '' };

it('packs every file of a folder, and gives it back', () => {
  const found: { [name: string]: string } = {};
  for (const member of zipMembers(packed(files))) found[member.name] = member.read().toString();
  expect(found).toEqual(files);
});

it('makes the same archive of the same files, so that what has not changed is not deployed again', () => {
  const [first, second] = [packed(files), packed(files)].map((path) => readFileSync(path));
  expect(first).toEqual(second);
});
