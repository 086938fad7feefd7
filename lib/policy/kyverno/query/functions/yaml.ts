import { readChunk } from '../../../../manifest/yaml/read.ts';
import { failed, type Outcome, valued } from '../../outcome.ts';
import { type Budget, spend } from '../../scalar/budget.ts';

const longest = 1_000_000;

/** The first document of a YAML text, as the API server's reader takes it. */
export const yamlIn = (text: string, budget: Budget): Outcome => {
  if (text.length > longest || !spend(budget, text.length / 4)) return failed('parse_yaml: the text is too long');
  const { documents, refused } = readChunk(text);
  return refused ? failed(`parse_yaml: ${refused.message}`) : valued(documents[0]?.value ?? null);
};
