import { describe, expect, it } from 'vitest';
import { inspectImage } from '../../lib/image/inspect.ts';
import { createSecretScan, secretsInText } from '../../lib/image/secret/scan.ts';
import type { UserRule } from '../../lib/image/secret/user-rule.ts';
import { compileUserRules } from '../../lib/image/secret/user-rules.ts';
import { file, imageOfLayers } from './build.ts';

const rule: UserRule = { id: 'acme-token', title: 'ACME token', literals: ['acme_'], pattern: '\\bacme_(?P<value>[a-z0-9]{16})\\b' };
const rulesOf = (...rules: readonly UserRule[]) => compileUserRules(rules);
const token = 'acme_q7w8e9r0t1y2u3i4';
const found = (text: string, more: Partial<UserRule> = {}, path = 'srv/app.txt'): readonly string[] =>
  secretsInText(text, path, rulesOf({ ...rule, ...more })).found.map((secret) => `${secret.rule} ${secret.start} ${secret.line}`);

describe("a team's own kinds of secret", () => {
  it.each<[string, string, Partial<UserRule>, string[]]>([
    ['its group, with its line', `a\nkey: ${token}\n`, {}, ['acme-token q7w8 2']],
    ['the whole match without a group', token, { pattern: 'acme_[a-z0-9]{16}' }, ['acme-token acme 1']],
    ['each of several', `${token} x ${token.replace('q', 'z')}`, {}, ['acme-token q7w8 1', 'acme-token z7w8 1']],
    ['nothing of another form', 'acme_short acme_Q7W8E9R0T1Y2U3I4', {}, []],
    ['nothing in files of other paths', token, { paths: ['etc/**'] }, []],
    ['what lies in its paths', token, { paths: ['etc/**', 'srv/*.txt'] }, ['acme-token q7w8 1']],
    ['nothing that is less random than it asks', 'acme_aaaaaaaabbbbbbbb', { minEntropy: 3 }, []],
  ])('finds %s', (_, text, more, expected) => {
    expect(found(text, more)).toEqual(expected);
  });

  it('are looked for in layers and in the configuration, beside the built-in ones', async () => {
    const { image, source } = imageOfLayers([[file('srv/app.txt', token)]], { config: { Env: [`X=${token.replace('q', 'z')}`] } });
    const content = await inspectImage({ image, source, limits: { secretRules: rulesOf(rule) } });
    expect(content.secrets.map(({ start, place }) => [start, place.kind])).toEqual([
      ['q7w8', 'file'],
      ['z7w8', 'config'],
    ]);
    expect(JSON.stringify(content)).not.toMatch(/7w8e9r0/);
    expect((await inspectImage({ image, source })).secrets).toEqual([]);
  });

  it('have a budget of places for a layer: who wrote it may know what they look for', () => {
    const budget = { left: 15 };
    const codes = [1, 2].map((at) => {
      const told: string[] = [];
      const scan = createSecretScan(
        `srv/${at}`,
        ({ bounds }) => void told.push(...[...bounds].map(({ code }) => code)),
        rulesOf(rule),
        budget,
      );
      scan?.(Buffer.from('acme_ '.repeat(10)), true);
      return told;
    });
    expect(codes).toEqual([[], ['secret-windows']]);
  });

  it.each<[string, Partial<UserRule>]>([
    ['a lookahead', { pattern: 'acme_(?=x)' }],
    ['a back reference', { pattern: '(acme_)\\1' }],
    ['no expression', { pattern: 'acme_(' }],
    ['a literal that stands everywhere', { literals: ['a'] }],
    ['no literal', { literals: [] }],
    ['a very long pattern', { pattern: `acme_${'a'.repeat(1000)}` }],
  ])('are refused with their place: %s', (_, more) => {
    expect(() => compileUserRules([rule, { ...rule, ...more }])).toThrow(expect.objectContaining({ code: 'invalid-request' }));
    expect(() => compileUserRules([rule, { ...rule, ...more }])).toThrow(/acme-token/);
  });

  it('stay quick on text made to be slow, whatever the pattern', () => {
    for (const pattern of ['(acme_)?(a+)+$', '(.*)*acme_(.*)*!', '([a-z_]+)*[0-9]', 'acme_(a|aa)+b']) {
      for (const piece of ['a', 'acme_', 'acme_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'acme_\n']) {
        const before = process.cpuUsage();
        found(piece.repeat(Math.ceil(20_000 / piece.length)), { pattern });
        const { user, system } = process.cpuUsage(before);
        expect((user + system) / 1000, `${pattern} on ${piece}`).toBeLessThan(4_000);
      }
    }
  }, 60_000);
});
