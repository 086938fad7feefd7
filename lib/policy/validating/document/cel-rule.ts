import * as z from 'zod';
import { expressions } from './expression.ts';
import { paramKind, paramRef } from './param.ts';

const { matchConditions, validations, variables, auditAnnotations } = expressions;

/** A rule of a ClusterPolicy or Policy whose `validate` is CEL. Source: kyverno.io/v1, Rule. */
export const celRule = z.looseObject({
  celPreconditions: matchConditions,
  validate: z.looseObject({
    message: z.string().nullish(),
    cel: z.looseObject({
      expressions: validations,
      variables,
      auditAnnotations,
      paramKind: paramKind.nullish(),
      paramRef: paramRef.nullish(),
    }),
  }),
});
