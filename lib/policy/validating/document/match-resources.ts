import * as z from 'zod';

const words = z.array(z.string()).min(1);

/** `operations`, `apiGroups`, `apiVersions` and `resources` may hold `*`; a resource is a plural, with a subresource after a `/`. */
const resourceRule = z.looseObject({
  apiGroups: words,
  apiVersions: words,
  resources: words,
  operations: words,
  resourceNames: z.array(z.string()).nullish(),
  scope: z.enum(['*', 'Cluster', 'Namespaced']).nullish(),
});

export const labelSelector = z.looseObject({
  matchLabels: z.record(z.string(), z.string()).nullish(),
  matchExpressions: z
    .array(
      z.looseObject({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
});

/** Which requests a policy or a binding is about. Source: admissionregistration.k8s.io/v1, MatchResources. */
export const matchResources = z.looseObject({
  resourceRules: z.array(resourceRule).nullish(),
  excludeResourceRules: z.array(resourceRule).nullish(),
  namespaceSelector: labelSelector.nullish(),
  objectSelector: labelSelector.nullish(),
});

export type ResourceRule = z.infer<typeof resourceRule>;
export type LabelSelector = z.infer<typeof labelSelector>;
export type MatchResources = z.infer<typeof matchResources>;
