import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { plimsoll } from '../cli/bundle.ts';

const commands = [...readFileSync('docs/cli.md', 'utf8').matchAll(/^\$ plimsoll (.+?) +# (\d)$/gm)].map(
  ([, words = '', exit = '']) => [words, Number(exit)] as const,
);

describe('docs/cli.md', () => {
  it('shows commands, each with its exit code', () => {
    expect(commands).toHaveLength(readFileSync('docs/cli.md', 'utf8').match(/^\$ /gm)?.length ?? 0);
    expect(commands.length).toBeGreaterThan(15);
  });

  it.each(commands)('plimsoll %s exits %i', async (words, exit) => {
    expect((await plimsoll(words.split(' '))).status).toBe(exit);
  });
});
