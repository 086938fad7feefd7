import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseDockerfile } from '../../lib/dockerfile/parse.ts';
import { commentWaivers } from '../../lib/dockerfile/suppression.ts';
import { found } from '../rule/compose/judge.ts';
import { linesOf } from '../rule/dockerfile/judge.ts';

const page = readFileSync('docs/dockerfile.md', 'utf8');
const blocks = [...page.matchAll(/```dockerfile\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

it('finds in the examples what they say, and not what they say is a near miss', () => {
  let claims = 0;
  for (const block of blocks) {
    for (const [index, line] of block.split('\n').entries()) {
      const [, kind, rule = ''] = /^# (finds|near miss of) (\S+)$/.exec(line) ?? [];
      if (kind === undefined) continue;
      claims += 1;
      expect(linesOf(rule, block).includes(index + 2)).toBe(kind === 'finds');
    }
  }
  expect(claims).toBeGreaterThan(6);
});

it('reads the comments of the examples', () => {
  const block = blocks.find((text) => text.includes('plimsoll:ignore')) ?? '';
  const waivers = commentWaivers(parseDockerfile({ name: 'Dockerfile', text: block }, 0));
  expect(waivers.map(({ scope, expiresAt }) => [scope.rule, scope.lines?.first, expiresAt])).toEqual([
    ['df-sudo', 3, '2027-01-31T23:59:59Z'],
    ['DL3004', 5, undefined],
  ]);
});

it('finds in the Compose example what it says', () => {
  const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  for (const [rule, line] of [
    ['compose-runtime-socket', 5],
    ['compose-port-all-addresses', 6],
    ['compose-secret-env', 8],
  ] as const)
    expect(found(rule, text)).toMatchObject([{ location: { line } }]);
});
