// Kinds whose resource is not their plural by the rules of English. Source: `kubectl api-resources` of Kubernetes 1.35 and its metrics API.
const irregular = new Map([
  ['Endpoints', 'endpoints'],
  ['PodMetrics', 'pods'],
  ['NodeMetrics', 'nodes'],
  ['SecurityContextConstraints', 'securitycontextconstraints'],
]);

/** The resource that objects of a kind are served as, where nobody tells it: `NetworkPolicy` is `networkpolicies`. */
export const resourceOf = (kind: string): string => {
  const known = irregular.get(kind);
  if (known !== undefined) return known;
  const name = kind.toLowerCase();
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
};
