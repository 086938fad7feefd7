import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AppError, type ErrorPlace } from '../../lib/model/error.ts';
import { parseMapping, parsePolicy, parsePolicyText } from '../../lib/policy/parse.ts';
import { rules } from '../../lib/rule/table.ts';

const header = 'apiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: { name: team }\n';

/** The places of the refusal, or a failure when the text was accepted. */
const placesOf = (text: string): readonly ErrorPlace[] => {
  try {
    parsePolicyText(text, 'team.yaml');
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid-policy') return error.places;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
};

describe('parsePolicy', () => {
  it('reads YAML and JSON to the same document', () => {
    const yaml = `${header}spec:\n  packs: [starter]\n  thresholds:\n    misconfiguration: { deny: critical }\n`;
    const json = JSON.stringify({
      spec: { thresholds: { misconfiguration: { deny: 'critical' } }, packs: ['starter'] },
      metadata: { name: 'team' },
      kind: 'Policy',
      apiVersion: 'plimsoll.dev/v1',
    });
    expect(parsePolicy(json).document).toEqual(parsePolicy(yaml).document);
    expect(parsePolicy(`\uFEFF${yaml}`).document).toEqual(parsePolicy(yaml).document);
  });

  it('reads the short forms of packs', () => {
    expect(parsePolicy(`${header}spec: { packs: [starter, { pack: quick-wins, mode: warn }] }`).document.spec.packs).toEqual([
      { pack: 'starter' },
      { pack: 'quick-wins', mode: 'warn' },
    ]);
  });

  it('reads several documents of one text in order', () => {
    const mapping = 'apiVersion: plimsoll.dev/v1\nkind: PolicyMapping\nmetadata: { name: all }\nspec: { mappings: [], default: team }\n';
    expect(parsePolicyText(`${header}spec: {}\n---\n${mapping}`).map(({ kind }) => kind)).toEqual(['Policy', 'PolicyMapping']);
    expect(parseMapping(mapping).document.spec.default).toBe('team');
    expect(() => parsePolicy(mapping)).toThrow(AppError);
    expect(() => parseMapping(`${header}spec: {}`)).toThrow(AppError);
  });
});

describe('a refusal names the place and what would be right', () => {
  it.each([
    ['a field', `${header}spec:\n  thresholdz: {}`, { pointer: '/spec/thresholdz', line: 5, column: 3, fix: 'did you mean thresholds?' }],
    ['a mode', `${header}spec:\n  mode: enforced`, { pointer: '/spec/mode', line: 5, column: 3, fix: 'did you mean enforce?' }],
    [
      'a severity',
      `${header}spec:\n  thresholds:\n    vulnerability:\n      deny: critcal`,
      { pointer: '/spec/thresholds/vulnerability/deny', line: 7, column: 7, fix: 'did you mean critical?' },
    ],
    [
      'a pack',
      `${header}spec:\n  packs:\n    - stater`,
      { pointer: '/spec/packs/0/pack', line: 6, column: 7, fix: 'did you mean starter?' },
    ],
    [
      'an action',
      `${header}spec:\n  actions: { unknwon: deny }`,
      { pointer: '/spec/actions/unknwon', line: 5, column: 14, fix: 'did you mean unknown?' },
    ],
    ['a kind', 'apiVersion: plimsoll.dev/v1\nkind: Polcy', { pointer: '/kind', line: 2, column: 1, fix: 'write kind: Policy' }],
    [
      'a version',
      'apiVersion: plimsoll.dev/v2\nkind: Policy\nmetadata: { name: a }\nspec: {}',
      { pointer: '/apiVersion', line: 1, column: 1, fix: 'did you mean plimsoll.dev/v1?' },
    ],
    ['a type', `${header}spec:\n  packs: starter`, { pointer: '/spec/packs', line: 5, column: 3 }],
    ['a missing part', 'apiVersion: plimsoll.dev/v1\nkind: Policy\nspec: {}', { pointer: '/metadata', line: 1, column: 1 }],
    ['a duration', `${header}spec:\n  freshness: { evidence: 1week }`, { pointer: '/spec/freshness/evidence', line: 5, column: 16 }],
    ['a name', 'apiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: { name: Team A }\nspec: {}', { pointer: '/metadata/name', line: 3 }],
    ['a list', '- a\n- b', { pointer: '', line: 1, column: 1 }],
    ['nothing', '# only a comment\n', { line: 1, column: 1 }],
  ])('%s', (_, text, place) => {
    expect(placesOf(text)).toMatchObject([{ file: 'team.yaml', ...place }]);
  });

  it('of signatures that nobody could make', () => {
    const key = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const text = (ask: object) => `${header}spec:\n  imageSignatures:\n    - ${JSON.stringify(ask)}`;
    expect(parsePolicy(text({ keys: [key] })).kind).toBe('Policy');
    expect(placesOf(text({ keys: [key, key.replaceAll('\n', '\r\n')], atLeast: 2 }))).toMatchObject([
      { pointer: '/spec/imageSignatures/0/atLeast', message: 'there are fewer keys than must have signed' },
    ]);
    const builder = 'https://builder.example/*';
    expect(parsePolicy(text({ keys: [key], require: [{ type: 'https://slsa.dev/provenance/*', builder }] })).kind).toBe('Policy');
    expect(placesOf(text({ keys: [key], require: [{ type: 'signature', builder }] }))).toMatchObject([
      { pointer: '/spec/imageSignatures/0/require/0/builder', message: expect.stringContaining('ask it of provenance') },
    ]);
  });

  it('tells every mistake at once', () => {
    expect(
      placesOf(`${header}spec:\n  mode: enforced\n  packs: [{ pakc: starter }]\n  unknownSeverityAs: unknown`).map(({ line }) => line),
    ).toEqual([5, 6, 6, 7]);
  });

  it('of a rule that nobody knows', () => {
    expect(placesOf(`${header}spec:\n  rules:\n    - rule: no-such-rule-at-all-anywhere`)).toMatchObject([
      { pointer: '/spec/rules/0/rule', line: 6, column: 7 },
    ]);
  });

  it('of parameters that a rule has not, or of another type', () => {
    const rule = rules.find(({ defaultParams }) => Object.values(defaultParams ?? {}).some((value) => typeof value === 'number'));
    const [name, value] = Object.entries(rule?.defaultParams ?? {}).find(([, one]) => typeof one === 'number') ?? [];
    const text = (params: object) => `${header}spec:\n  rules:\n    - rule: ${rule?.id}\n      params: ${JSON.stringify(params)}`;
    expect(parsePolicy(text({ [`${name}`]: value })).kind).toBe('Policy');
    expect(placesOf(text({ [`${name}`]: 'many' }))).toMatchObject([{ pointer: `/spec/rules/0/params/${name}`, line: 7 }]);
    expect(placesOf(text({ [`${name}x`]: value }))).toMatchObject([{ line: 7, fix: `did you mean ${name}?` }]);
  });
});
