import { dump } from 'js-yaml';
import { isObject, listAt, stringAt } from '../../lib/model/json.ts';
import type { JudgedFinding } from '../../lib/model/verdict.ts';
import { allRulesPolicy, builtInPolicy } from '../../lib/policy/built-in.ts';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { dockerfileEvidence, manifestEvidence } from '../../lib/verdict/evidence.ts';
import { fixFiles } from '../../lib/verdict/fix.ts';
import { filesOf, linesOf } from './lines.ts';
import type { CaseFailure, SuiteResult } from './result.ts';

const starter = builtInPolicy('starter');
const now = Date.parse('2026-01-01T00:00:00Z');

/** On every input of the peer cases: applying all safe patches and judging again leaves no finding that was patched, and adds none. */
export const runPatches = (): SuiteResult => {
  const failed: CaseFailure[] = [];
  let total = 0;
  for (const path of filesOf('peer-cases', '.ndjson'))
    for (const line of linesOf(path)) {
      if (!isObject(line)) continue;
      const manifests = listAt(line, 'manifests');
      const dockerfile = stringAt(line, 'dockerfile');
      if (manifests.length === 0 && dockerfile === undefined) continue;
      total += 1;
      const problem = problemOf(manifests.map((object) => dump(object)).join('---\n'), dockerfile);
      if (problem !== null)
        failed.push({
          case: `${stringAt(line, 'tool')} ${stringAt(line, 'check')} ${stringAt(line, 'case')}`,
          expected: 'mended, nothing new',
          got: problem,
        });
    }
  return { suite: 'patches', total, passed: total - failed.length, failed, unmapped: 0 };
};

const problemOf = (yaml: string, dockerfile: string | undefined): string | null => {
  if (!starter) return 'no policy';
  const policy = allRulesPolicy(starter);
  const judge = (manifest: string, docker: string | undefined): readonly JudgedFinding[] =>
    evaluate({
      evidence: [
        ...(manifest === '' ? [] : [manifestEvidence([{ name: 'm.yaml', text: manifest }])]),
        ...(docker === undefined ? [] : [dockerfileEvidence({ name: 'Dockerfile', text: docker })]),
      ],
      missing: [],
      policy,
      waivers: [],
      advisories: [],
      environment: null,
      now,
    }).findings;
  const before = judge(yaml, dockerfile);
  const manifests = yaml === '' ? [] : [{ name: 'm.yaml', text: yaml }];
  const { files, left } = fixFiles({
    manifests,
    dockerfiles: dockerfile === undefined ? [] : [{ name: 'Dockerfile', text: dockerfile }],
    policy,
    now,
  });
  const after = judge(files.find(({ name }) => name === 'm.yaml')?.text ?? '', files.find(({ name }) => name === 'Dockerfile')?.text);
  const known = new Set(before.map(identity));
  const added = after.find((finding) => !known.has(identity(finding)));
  if (added) return `new: ${added.rule} at ${JSON.stringify(added.location)}`;
  const still = after.find(({ patch, waiver }) => patch?.safe === true && waiver === null);
  return still && left.length === 0 ? `still there: ${still.rule}` : null;
};

/** Lines move and items of lists shift when something is added or removed. */
const identity = ({ rule, object, container }: JudgedFinding): string => `${rule} ${object ?? ''} ${container ?? ''}`;
