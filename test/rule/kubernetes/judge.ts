import { parseBundle } from '../../../lib/manifest/parse.ts';
import type { Finding, NotEvaluated } from '../../../lib/model/finding.ts';
import type { JsonObject } from '../../../lib/model/json.ts';
import { kubernetesRules } from '../../../lib/rule/kubernetes/index.ts';
import { runRules } from '../../../lib/rule/run.ts';

/** What one rule says about a text. */
export const judge = (
  rule: string,
  text: string,
  params: JsonObject = {},
): { findings: readonly Finding[]; notEvaluated: readonly NotEvaluated[] } => {
  const known = kubernetesRules.find(({ id }) => id === rule);
  if (!known) throw new Error(`there is no rule ${rule}`);
  const bundle = parseBundle([{ name: 'a.yaml', text }], 0);
  if (bundle.problems.length > 0) throw new Error(JSON.stringify(bundle.problems));
  return runRules({ bundle, images: [], dockerfiles: [] }, [{ rule: known, severity: null, mode: 'enforce', params }]);
};
