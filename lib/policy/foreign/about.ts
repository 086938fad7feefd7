import type { JsonObject } from '../../model/json.ts';
import { objectAt, stringAt } from '../../model/json.ts';
import { severities } from '../../model/severity.ts';
import type { ForeignPolicy } from './policy.ts';

type About = Pick<ForeignPolicy, 'name' | 'namespace' | 'title' | 'description' | 'severity' | 'category'>;

/** What a policy says of itself; severity null where it says none that is known. Source: the annotations of Kyverno's policy catalogue, policies.kyverno.io/*. */
export const aboutPolicy = (document: JsonObject): About => {
  const metadata = objectAt(document, 'metadata');
  const annotations = objectAt(metadata, 'annotations');
  const annotation = (name: string): string => (stringAt(annotations, `policies.kyverno.io/${name}`) ?? '').trim();
  const name = stringAt(metadata, 'name') ?? '';
  const severity = annotation('severity').toLowerCase();
  return {
    name,
    namespace: stringAt(metadata, 'namespace') ?? '',
    title: annotation('title') || name,
    description: annotation('description'),
    severity: severities.find((known) => known === severity) ?? null,
    category: annotation('category'),
  };
};
