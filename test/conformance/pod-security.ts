import { isObject, type JsonObject, objectAt } from '../../lib/model/json.ts';
import { minorOf, type PodSecurityLevel, podSecurity, podSecurityLevels } from '../../lib/rule/kubernetes/pod-security/evaluate.ts';
import { judgeOf } from './ndjson.ts';
import { compare } from './result.ts';

type PodCase = { readonly case: string; readonly check: string; readonly expect: 'pass' | 'fail'; readonly pod: JsonObject };

const isPodCase = (line: unknown): line is PodCase => isObject(line) && isObject(line['pod']) && typeof line['case'] === 'string';

const isLevel = (text: string | undefined): text is PodSecurityLevel => podSecurityLevels.some((level) => level === text);

/** Level and version are in the file's name: `restricted-v1.30.ndjson`. */
export const podSecurityCases = judgeOf<PodCase>((file) => {
  const [, level, version = ''] = /^(\w+)-(v1\.\d+|latest)\.ndjson$/.exec(file) ?? [];
  const minor = minorOf(version);
  return {
    name: 'pods',
    accepts: (line): line is PodCase => isLevel(level) && minor !== undefined && isPodCase(line),
    judge: ({ case: name, expect, pod }) => {
      if (!isLevel(level) || minor === undefined) return { kind: 'unmapped', why: file };
      const metadata = objectAt(pod, 'metadata');
      const spec = objectAt(pod, 'spec');
      const standard = podSecurity(level, minor);
      const violations = standard.violations(metadata, spec);
      const got = standard.allows(metadata, spec) ? 'pass' : 'fail';
      const agrees = got === expect && (violations.length === 0) === (got === 'pass');
      return compare(`${level} ${version} ${name}`, expect, { got, controls: violations.map(({ control }) => control) }, agrees);
    },
  };
});
