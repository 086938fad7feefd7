import { expect, it } from 'vitest';
import { instructionAtLine } from '../../lib/dockerfile/at-line.ts';
import { parseDockerfile } from '../../lib/dockerfile/parse.ts';

it('finds the instruction that a line belongs to', () => {
  const file = parseDockerfile({ name: 'Dockerfile', text: '# a\nFROM a\nRUN b \\\n  c\n\nUSER d\n' }, 0);
  const keywords = [1, 2, 3, 4, 5, 6, 9].map((line) => instructionAtLine(file, line)?.keyword);
  expect(keywords).toEqual([undefined, 'FROM', 'RUN', 'RUN', 'RUN', 'USER', 'USER']);
});
