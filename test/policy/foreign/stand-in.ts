import { isObject, objectAt, stringAt } from '../../../lib/model/json.ts';
import type { CompileForeign, ForeignResult } from '../../../lib/policy/foreign/policy.ts';
import type { ForeignRequest } from '../../../lib/policy/foreign/request.ts';
import type { ForeignSurroundings } from '../../../lib/policy/foreign/surroundings.ts';

/** What the one rule of a stand-in policy says. The real engines are tested by themselves; this one shows what is done with what an engine says. */
export type Say = (request: ForeignRequest, surroundings: ForeignSurroundings) => readonly ForeignResult[];

/** Compiles every ClusterPolicy to what `say` says; a policy without rules has a problem. */
export const standIn =
  (say: Say, failsClosed = true): CompileForeign =>
  (documents) => {
    const own = documents.flatMap((document, index) => (document['kind'] === 'ClusterPolicy' ? [{ document, index }] : []));
    return {
      policies: own.flatMap(({ document }) => {
        const metadata = objectAt(document, 'metadata');
        const rules = objectAt(document, 'spec')['rules'];
        if (!Array.isArray(rules)) return [];
        return [
          {
            engine: 'kyverno' as const,
            name: stringAt(metadata, 'name') ?? '',
            namespace: '',
            title: 'A title',
            description: 'What it is for.',
            severity: null,
            category: '',
            rules: rules.filter(isObject).map((rule) => ({
              name: stringAt(rule, 'name') ?? '',
              action: stringAt(rule, 'action') === 'Audit' ? ('audit' as const) : ('enforce' as const),
              failsClosed,
            })),
            judge: say,
          },
        ];
      }),
      problems: own.flatMap(({ document, index }) =>
        objectAt(document, 'spec')['rules'] === undefined ? [{ document: index, pointer: '/spec', message: 'rules are missing' }] : [],
      ),
    };
  };

export const clusterPolicy = (name: string, ...rules: readonly { readonly name: string; readonly action?: string }[]) => ({
  apiVersion: 'kyverno.io/v1',
  kind: 'ClusterPolicy',
  metadata: { name },
  spec: { rules },
});
