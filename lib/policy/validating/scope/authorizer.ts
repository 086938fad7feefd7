import type { CelBinding } from '../../cel/cel.ts';
import { type CelFunction, member } from '../../cel/library/overload.ts';

/** `authorizer` asks the cluster what somebody may do; nobody has told, so an expression that asks is unknown. */
export const authorizerVariables = ['authorizer', 'authorizer.requestResource'] as const;

export const authorizerBindings: readonly (readonly [string, CelBinding])[] = authorizerVariables.map((name) => [
  name,
  () => ({ kind: 'unknown', reason: 'what the requester may do is not known' }),
]);

const names = [
  'path',
  'group',
  'resource',
  'subresource',
  'namespace',
  'name',
  'serviceAccount',
  'fieldSelector',
  'labelSelector',
  'check',
  'allowed',
  'reason',
  'errored',
  'error',
];

/** They are there to be compiled: `authorizer` has ended the run before one is called. Source: kubernetes/apiserver, pkg/cel/library/authz.go. */
export const authorizerFunctions: readonly CelFunction[] = names.map((name) => member(name, { arity: null, call: () => undefined }));
