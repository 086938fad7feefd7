import * as z from 'zod';

const expression = z.string().min(1);
const named = z.looseObject({ name: z.string().min(1), expression });
const validation = z.looseObject({ expression, message: z.string().nullish(), messageExpression: z.string().nullish() });
const auditAnnotation = z.looseObject({ key: z.string().min(1), valueExpression: expression });

/** The parts that are CEL, in every kind of policy that has them. Source: admissionregistration.k8s.io/v1, ValidatingAdmissionPolicySpec. */
export const expressions = {
  matchConditions: z.array(named).max(64).nullish(),
  variables: z.array(named).nullish(),
  validations: z.array(validation).nullish(),
  auditAnnotations: z.array(auditAnnotation).nullish(),
};

/** A policy must ask something. Source: kubernetes/kubernetes, pkg/apis/admissionregistration/validation. */
export const asksSomething = ({ validations, auditAnnotations }: Expressions): boolean =>
  (validations ?? []).length + (auditAnnotations ?? []).length > 0;
export const nothingAsked = { path: ['validations'], message: 'there is no validation' };

export const matchConditions = expressions.matchConditions;
export const celExpressions = z.looseObject(expressions);

export type NamedExpression = z.infer<typeof named>;
export type Expressions = z.infer<typeof celExpressions>;
