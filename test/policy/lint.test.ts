import { expect, it } from 'vitest';
import { builtInPolicies } from '../../lib/policy/built-in.data.ts';
import { lintPolicy } from '../../lib/policy/lint.ts';
import { parsePolicy } from '../../lib/policy/parse.ts';

const notes = (spec: object) =>
  lintPolicy(parsePolicy(JSON.stringify({ apiVersion: 'plimsoll.dev/v1', kind: 'Policy', metadata: { name: 't' }, spec })).document).map(
    ({ code, pointer }) => `${code} ${pointer}`,
  );

it.each<[object, readonly string[]]>([
  [{}, ['judges-nothing /spec']],
  [{ thresholds: { vulnerability: { deny: 'high' } } }, []],
  [
    { packs: ['starter'], thresholds: { misconfiguration: { deny: 'low', warn: 'high' } } },
    ['warn-above-deny /spec/thresholds/misconfiguration/warn'],
  ],
  [{ packs: ['starter'], thresholds: { misconfiguration: { deny: 'high', warn: 'high' } } }, []],
  [{ packs: ['starter'], actions: { unknown: 'allow', stale: 'allow' } }, ['opens-what-is-unknown /spec/actions/unknown']],
  [{ rules: ['run-as-non-root', 'host-pid', 'KSV-0012'] }, ['rule-twice /spec/rules/2/rule']],
  [
    {
      packs: ['baseline'],
      rules: [
        { rule: 'image-tag', mode: 'off' },
        { rule: 'privileged', mode: 'off' },
      ],
    },
    ['rule-taken-out-for-nothing /spec/rules/0'],
  ],
  [
    {
      vulnerabilities: [
        { name: 'all', effect: 'warn' },
        { name: 'kev', effect: 'deny', kev: true },
      ],
    },
    ['condition-never-reached /spec/vulnerabilities/1'],
  ],
  [
    {
      vulnerabilities: [
        { name: 'kev', effect: 'deny', kev: true },
        { name: 'all', effect: 'warn' },
      ],
    },
    [],
  ],
])('%j: %j', (spec, expected) => {
  expect(notes(spec)).toEqual(expected);
});

it('has nothing to say about the built-in policies', () => {
  expect(builtInPolicies.flatMap(lintPolicy)).toEqual([]);
});
