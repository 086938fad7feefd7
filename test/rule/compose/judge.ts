import { parseCompose } from '../../../lib/compose/parse.ts';
import type { Finding } from '../../../lib/model/finding.ts';
import { composeRules } from '../../../lib/rule/compose/index.ts';
import { runRules } from '../../../lib/rule/run.ts';

const settings = composeRules.map((rule) => ({ rule, severity: null, mode: 'enforce' as const, params: {} }));

/** Every finding of every Compose rule. */
export const judge = (text: string, name = 'compose.yaml') => {
  const { documents } = parseCompose({ name, text }, 0);
  const compose = documents.map((file) => ({ subject: 0, file }));
  return runRules({ bundle: null, images: [], dockerfiles: [], compose }, settings);
};

export const found = (rule: string, text: string): readonly Finding[] => judge(text).findings.filter((finding) => finding.rule === rule);
