import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../lib/dockerfile/parse.ts';
import { allRulesPolicy, builtInPolicy } from '../../../lib/policy/built-in.ts';
import { fixFiles } from '../../../lib/verdict/fix.ts';
import { forms } from './forms.table.ts';
import { judge } from './judge.ts';

const starter = builtInPolicy('starter');
if (!starter) throw new Error('no policy');
const policy = allRulesPolicy(starter);

// Each is judged a dozen times; a third of a table that goes on alike says as much.
const share = 3;
const texts = [
  ...new Set(
    Object.values(forms)
      .flatMap(({ bad, good }) => [...bad, ...good])
      .map((form) => (/^from /im.test(form) ? form : `FROM debian:12\n${form}\n`)),
  ),
].filter((_, at) => at % share === 0);

const fixed = (text: string, suggested: boolean): string =>
  fixFiles({ manifests: [], dockerfiles: [{ name: 'Dockerfile', text }], policy, now: 0, suggested }).files[0]?.text ?? '';

const problems = (text: string): number => parseDockerfile({ name: 'Dockerfile', text }, 0).problems.length;

/** Rules whose findings are more than before, those of taste left out. */
const worse = (before: string, after: string): string[] => {
  const count = (text: string): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const { rule, severity } of judge(text)) {
      if (severity !== 'info' && severity !== 'low') counts.set(rule, (counts.get(rule) ?? 0) + 1);
    }
    return counts;
  };
  const old = count(before);
  return [...count(after)].flatMap(([rule, number]) => (number > (old.get(rule) ?? 0) ? [rule] : []));
};

describe.each([
  ['safe patches', false],
  ['suggestions too', true],
])('fix, then check, of every form: %s', (_, suggested) => {
  it('leaves nothing to fix, and brings neither problems nor findings', () => {
    let changed = 0;
    for (const text of texts) {
      const after = fixed(text, suggested);
      if (after === text) continue;
      changed += 1;
      const left = judge(after).filter(({ patch }) => patch !== null && (suggested || patch.safe));
      expect({ text, after, left: left.map(({ rule }) => rule) }).toEqual({ text, after, left: [] });
      expect({ text, after, worse: worse(text, after), problems: problems(after) }).toEqual({
        text,
        after,
        worse: [],
        problems: problems(text),
      });
    }
    expect(changed).toBeGreaterThan(20);
  });
});
