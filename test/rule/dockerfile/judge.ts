import { parseDockerfile } from '../../../lib/dockerfile/parse.ts';
import type { Finding } from '../../../lib/model/finding.ts';
import { dockerfileRules } from '../../../lib/rule/dockerfile/index.ts';
import { runRules } from '../../../lib/rule/run.ts';

const settings = dockerfileRules.map((rule) => ({ rule, severity: null, mode: 'enforce' as const, params: {} }));

/** Every finding of every Dockerfile rule. */
export const judge = (text: string, name = 'Dockerfile'): readonly Finding[] =>
  runRules({ bundle: null, images: [], dockerfiles: [{ subject: 0, file: parseDockerfile({ name, text }, 0) }] }, settings).findings;

/** Where one rule finds something: its lines. */
export const linesOf = (rule: string, text: string): number[] =>
  judge(text).flatMap((finding) => (finding.rule === rule && finding.location.kind === 'source' ? [finding.location.line] : []));
