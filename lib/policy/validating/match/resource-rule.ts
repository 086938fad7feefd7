import type { Operation } from '../../foreign/request.ts';
import type { ResourceRule } from '../document/match-resources.ts';
import { isNamespaceItself, type Target } from './target.ts';

/** Whether a rule of `resourceRules` is about a request. Source: kubernetes/apiserver, webhook/predicates/rules. */
export const matchesResourceRule = (rule: ResourceRule, target: Target, operation: Operation): boolean =>
  names(rule.operations, operation) &&
  names(rule.apiGroups, target.group) &&
  names(rule.apiVersions, target.version) &&
  rule.resources.some((resource) => isResource(resource, target)) &&
  isInScope(rule.scope ?? '*', target) &&
  hasName(rule.resourceNames ?? [], target);

const names = (list: readonly string[], word: string): boolean => list.includes('*') || list.includes(word);

/** `pods` is not `pods/exec`: a subresource is named, or `*` after the slash. */
const isResource = (written: string, { resource, subresource }: Target): boolean => {
  const [wanted = '', part = ''] = written.split('/');
  return (wanted === '*' || wanted === resource) && (part === '*' || part === subresource);
};

const isInScope = (scope: string, target: Target): boolean => {
  const isCluster = target.namespace === '' || isNamespaceItself(target);
  return scope === '*' || (scope === 'Cluster') === isCluster;
};

// An object whose name the server will make is known by its prefix. Source: kyverno 111e07bb, pkg/cel/matching/matcher.go.
const hasName = (wanted: readonly string[], { name, generateName }: Target): boolean =>
  wanted.length === 0 || (name !== '' ? wanted.includes(name) : wanted.some((prefix) => generateName.startsWith(prefix)));
