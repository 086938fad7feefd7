import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plimsoll } from './bundle.ts';

const image = 'oci-layout:examples/image';
let folder = '';
const check = (dockerfile: string, ...words: string[]) => {
  const file = join(folder, 'Dockerfile');
  writeFileSync(file, dockerfile);
  return plimsoll(['check', file, ...words, '--layers']);
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-layers-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('plimsoll check --layers', () => {
  it('lists what each instruction added', async () => {
    const { stdout } = await check('FROM alpine:3.20\nWORKDIR /app\nCOPY . /app\n', image, '--format', 'json');
    expect(JSON.parse(stdout).inventory.layers).toMatchObject([
      { line: null, instruction: null, platform: 'linux/amd64' },
      { line: 3, instruction: 'COPY . /app', wasted: 0 },
    ]);
  });

  it('prints them as a table', async () => {
    const { stderr, stdout } = await check('FROM alpine:3.20\nCOPY . /app\n', image);
    expect(stderr).toMatch(
      /oci-layout:examples\/image linux\/amd64: .+ in 2 layers\n +\S+ [kM]B {2}base +1 layer\n +\S+ [kM]B .+:2 +COPY \. \/app\n/,
    );
    expect(stdout).not.toContain('COPY . /app\n');
  });

  it.each([
    ['no image', 'FROM a:1\n', [], 'one Dockerfile and the image'],
    ['another Dockerfile', 'FROM a:1\nCOPY . .\nRUN x\n', [image], 'parts from'],
  ])('refuses %s', async (_, dockerfile, words, message) => {
    const { status, stderr } = await check(dockerfile, ...words);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
