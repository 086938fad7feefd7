/** Members of a document by name: of a map each with its own, null where anything may follow. What is a list has them in each of its items. */
export type Members = { readonly [name: string]: Members | null };

/** Names after which nothing is looked at. */
const plain = (names: string): Members => Object.fromEntries(names.split(' ').map((name) => [name, null]));

const metadata = null;
// One whose members are misspelt selects everything: an `exclude` or an exception by it would let everything through.
const selector = plain('matchLabels matchExpressions');

// Source: kyverno.io/v1 and v2, the CustomResourceDefinitions of Kyverno 1.15.
const filter: Members = {
  ...plain('subjects roles clusterRoles'),
  resources: { ...plain('kinds name names namespaces annotations operations'), selector, namespaceSelector: selector },
};
const match: Members = { ...filter, any: filter, all: filter };
const context: Members = {
  name: null,
  configMap: plain('name namespace'),
  apiCall: plain('urlPath method data service jmesPath default'),
  imageRegistry: plain('reference jmesPath imageRegistryCredentials'),
  variable: plain('value jmesPath default'),
  globalReference: plain('name jmesPath'),
};
const expression = plain('expression message messageExpression reason');
const deny = plain('conditions');
const innerLoop: Members = { ...plain('list elementScope preconditions pattern anyPattern foreach'), context, deny };
const loop: Members = { ...innerLoop, foreach: innerLoop };
const validate: Members = {
  ...plain('message failureAction allowExistingViolations pattern anyPattern manifests assert'),
  failureActionOverrides: plain('action namespaces namespaceSelector'),
  deny,
  foreach: loop,
  podSecurity: { ...plain('level version'), exclude: plain('controlName images restrictedField values') },
  cel: {
    ...plain('generate paramKind paramRef'),
    expressions: expression,
    auditAnnotations: plain('key valueExpression'),
    variables: plain('name expression'),
  },
};
const clusterPolicy: Members = {
  ...plain('admission applyRules background emitWarning failurePolicy generateExisting generateExistingOnPolicyUpdate'),
  ...plain('mutateExistingOnPolicyUpdate schemaValidation useServerSideApply validationFailureAction webhookTimeoutSeconds'),
  validationFailureActionOverrides: plain('action namespaces namespaceSelector'),
  webhookConfiguration: null,
  rules: {
    ...plain('name imageExtractors preconditions celPreconditions mutate generate verifyImages skipBackgroundRequests reportProperties'),
    context,
    match,
    exclude: match,
    validate,
  },
};

// Source: admissionregistration.k8s.io/v1.
const matchResources: Members = {
  ...plain('matchPolicy'),
  namespaceSelector: selector,
  objectSelector: selector,
  resourceRules: plain('apiGroups apiVersions operations resources resourceNames scope'),
  excludeResourceRules: plain('apiGroups apiVersions operations resources resourceNames scope'),
};
const judging: Members = {
  ...plain('failurePolicy'),
  matchConstraints: matchResources,
  matchConditions: plain('name expression'),
  variables: plain('name expression'),
  validations: expression,
  auditAnnotations: plain('key valueExpression'),
};

// Source: policies.kyverno.io/v1.
const validatingPolicy: Members = { ...judging, ...plain('autogen validationActions webhookConfiguration evaluation') };

const document = (spec: Members): Members => ({ ...plain('apiVersion kind status'), metadata, spec });

/** By API group and kind. A kind that is not here is not looked at. */
export const memberTable: ReadonlyMap<string, Members> = new Map([
  ['kyverno.io ClusterPolicy', document(clusterPolicy)],
  ['kyverno.io Policy', document(clusterPolicy)],
  [
    'kyverno.io PolicyException',
    document({
      ...plain('background conditions'),
      match,
      exceptions: plain('policyName ruleNames'),
      podSecurity: plain('controlName images restrictedField values'),
    }),
  ],
  ['policies.kyverno.io ValidatingPolicy', document(validatingPolicy)],
  ['policies.kyverno.io NamespacedValidatingPolicy', document(validatingPolicy)],
  ['admissionregistration.k8s.io ValidatingAdmissionPolicy', document({ ...judging, paramKind: plain('apiVersion kind') })],
  [
    'admissionregistration.k8s.io ValidatingAdmissionPolicyBinding',
    document({
      ...plain('policyName validationActions'),
      paramRef: plain('name namespace selector parameterNotFoundAction'),
      matchResources,
    }),
  ],
]);
