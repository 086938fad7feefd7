import { parseCompose } from '../../lib/compose/parse.ts';
import { parseDockerfile } from '../../lib/dockerfile/parse.ts';
import { parseBundle } from '../../lib/manifest/parse.ts';
import type { Finding } from '../../lib/model/finding.ts';
import type { Change, Rule } from '../../lib/rule/rule.ts';
import { runRules } from '../../lib/rule/run.ts';

/** The language of a rule's examples, and how they are read. Null: the rule judges what no text shows. */
export const exampleLanguage = (rule: Rule): 'yaml' | 'dockerfile' | null => {
  switch (rule.on) {
    case 'container':
    case 'workload':
    case 'object':
    case 'bundle':
    case 'compose':
      return 'yaml';
    case 'dockerfile':
      return 'dockerfile';
    case 'image':
    case 'across':
      return null;
  }
};

const empty: Change = { bundle: null, images: [], dockerfiles: [] };

const changeOf = (rule: Rule, text: string): Change => {
  if (rule.on === 'dockerfile') return { ...empty, dockerfiles: [{ subject: 0, file: parseDockerfile({ name: 'Dockerfile', text }, 0) }] };
  if (rule.on !== 'compose') return { ...empty, bundle: parseBundle([{ name: 'example.yaml', text }], 0) };
  const { documents } = parseCompose({ name: 'compose.yaml', text }, 0);
  return { ...empty, compose: documents.map((file) => ({ subject: 0, file })) };
};

/** What one rule finds in one of its examples. */
export const findingsIn = (rule: Rule, text: string): readonly Finding[] =>
  runRules(changeOf(rule, text), [{ rule, severity: null, mode: 'enforce', params: {} }]).findings;
