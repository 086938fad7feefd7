import * as z from 'zod';
import { onUse } from '../../../model/on-use.ts';
import { minorOf, podSecurityLevels } from '../../../rule/kubernetes/pod-security/evaluate.ts';
import { kindSelector } from '../match/kind-selector.ts';
import { controlNames } from '../pod-security/control.table.ts';
import { compileQuery } from '../query/compile.ts';
import { formMembers } from '../validate/form.table.ts';

const texts = z.array(z.string().max(4_096)).max(1_000);
const anything = z.looseObject({});

const kinds = z
  .array(z.string().refine((text) => kindSelector(text) !== undefined, 'this is no kind such as Pod, apps/v1/Deployment or Pod/exec'))
  .max(1_000);

const resources = z.looseObject({
  kinds: kinds.nullish(),
  name: z.string().nullish(),
  names: texts.nullish(),
  namespaces: texts.nullish(),
  annotations: anything.nullish(),
  selector: anything.nullish(),
  namespaceSelector: anything.nullish(),
  operations: z.array(z.enum(['CREATE', 'UPDATE', 'DELETE', 'CONNECT'])).nullish(),
});

const filter = z.looseObject({
  resources: resources.nullish(),
  subjects: z.array(anything).nullish(),
  roles: texts.nullish(),
  clusterRoles: texts.nullish(),
});

export const matchBlock = filter.extend({ any: z.array(filter).max(100).nullish(), all: z.array(filter).max(100).nullish() });

const entries = z.array(z.looseObject({ name: z.string().min(1) })).max(100);
export const conditions = z.union([z.array(anything).max(1_000), anything]);

const deny = z.looseObject({ conditions: conditions.nullish() });

const forms = formMembers.join(', ');
const isOneForm = (written: Readonly<Record<string, unknown>>): boolean =>
  formMembers.filter((form) => (written[form] ?? null) !== null).length < 2;
const onlyOneForm = `only one of ${forms} can be asked, and the others would be passed over`;

const loop = z
  .looseObject({
    list: z.string().superRefine((text, context) => {
      const compiled = text.includes('{{') ? undefined : compileQuery(text);
      if (compiled?.kind === 'invalid') context.addIssue({ code: 'custom', message: `this is no JMESPath: ${compiled.message}` });
    }),
    context: entries.nullish(),
    preconditions: conditions.nullish(),
    elementScope: z.boolean().nullish(),
    anyPattern: z.array(z.json()).nullish(),
    deny: deny.nullish(),
    foreach: z.array(anything).max(100).nullish(),
  })
  .refine(isOneForm, onlyOneForm);

const podSecurity = z.looseObject({
  level: z.enum(podSecurityLevels),
  version: z
    .string()
    .refine((text) => minorOf(text || 'latest') !== undefined, 'this is no version such as v1.30 or latest')
    .nullish(),
  exclude: z.array(z.looseObject({ controlName: z.enum(controlNames), images: texts.nullish(), values: texts.nullish() })).nullish(),
});

const action = z.string().regex(/^(enforce|audit)$/i, 'this is neither Enforce nor Audit');
const overrides = z.array(z.looseObject({ action, namespaces: texts.nullish(), namespaceSelector: anything.nullish() })).max(100);

// A member that nobody knows is told as such, with what it may have meant.
const besideForms = ['message', 'failureAction', 'failureActionOverrides', 'allowExistingViolations'];

const validate = z
  .looseObject({
    message: z.string().nullish(),
    failureAction: action.nullish(),
    failureActionOverrides: overrides.nullish(),
    anyPattern: z.array(z.json()).nullish(),
    deny: deny.nullish(),
    foreach: z.array(loop).max(100).nullish(),
    podSecurity: podSecurity.nullish(),
    cel: anything.nullish(),
  })
  .refine((written) => Object.keys(written).some((member) => !besideForms.includes(member)), `this has none of ${forms}`)
  .refine(isOneForm, onlyOneForm);

const rule = z.looseObject({
  name: z.string().min(1).max(253),
  match: matchBlock,
  exclude: matchBlock.nullish(),
  context: entries.nullish(),
  preconditions: conditions.nullish(),
  validate: validate.nullish(),
});

/** Each is known by its name: one that hides behind another would have that one's action. */
const rules = z
  .array(rule)
  .min(1)
  .max(1_000)
  .superRefine((written, context) => {
    const known = new Set<string>();
    for (const [index, { name }] of written.entries()) {
      if (known.has(name)) context.addIssue({ code: 'custom', path: [index, 'name'], message: 'another rule of the policy has this name' });
      known.add(name);
    }
  });

const metadata = z.looseObject({ name: z.string().min(1).max(253), namespace: z.string().nullish() });

/** A ClusterPolicy or Policy, as far as its validation goes. Source: kyverno.io/v1. */
export const policySchema = onUse(() =>
  z.looseObject({
    metadata,
    spec: z.looseObject({
      rules,
      validationFailureAction: action.nullish(),
      validationFailureActionOverrides: overrides.nullish(),
      failurePolicy: z.enum(['Fail', 'Ignore']).nullish(),
    }),
  }),
);

/** Source: kyverno.io/v2, PolicyException. */
export const exceptionSchema = onUse(() =>
  z.looseObject({
    metadata,
    spec: z.looseObject({
      exceptions: z
        .array(z.looseObject({ policyName: z.string().min(1), ruleNames: texts }))
        .min(1)
        .max(1_000),
      match: matchBlock,
      conditions: conditions.nullish(),
      podSecurity: z.array(anything).nullish(),
    }),
  }),
);
