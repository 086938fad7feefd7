import { parseDockerfile } from '../../lib/dockerfile/parse.ts';
import { isObject } from '../../lib/model/json.ts';
import { findRules } from '../../lib/rule/find.ts';
import { runRules } from '../../lib/rule/run.ts';
import { judgeOf } from './ndjson.ts';
import { compare } from './result.ts';

type DockerfileCase = {
  readonly tool: string;
  readonly check: string;
  readonly case: string;
  readonly expect: 'pass' | 'fail';
  readonly dockerfile: string;
};

const isDockerfileCase = (line: unknown): line is DockerfileCase =>
  isObject(line) && typeof line['dockerfile'] === 'string' && typeof line['check'] === 'string';

/** Judged by what a user gets who asks for the peer's id: every rule that carries it as an alias. */
export const dockerfileCases = judgeOf<DockerfileCase>(() => ({
  name: 'dockerfiles',
  accepts: isDockerfileCase,
  judge: ({ tool, check, case: name, expect, dockerfile }) => {
    const rules = findRules(check).filter(({ on }) => on === 'dockerfile');
    if (rules.length === 0) return { kind: 'unmapped', why: check };
    const file = parseDockerfile({ name: 'Dockerfile', text: dockerfile }, 0);
    const settings = rules.map((rule) => ({ rule, severity: null, mode: 'enforce' as const, params: {} }));
    const { findings } = runRules({ bundle: null, images: [], dockerfiles: [{ subject: 0, file }] }, settings);
    const got = findings.map(({ rule, message }) => `${rule}: ${message}`);
    return compare(`${tool} ${check} ${name}`, expect, got, (expect === 'fail') === got.length > 0);
  },
}));
