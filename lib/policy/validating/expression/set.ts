import type { CelProgram, CelScope } from '../../cel/cel.ts';
import type { Expressions, NamedExpression } from '../document/expression.ts';
import type { Problem } from '../problem.ts';
import { type Asked, askedOnce } from './asked.ts';
import { type Compilation, compilation, type NamedProgram } from './program.ts';

/** `source`: the expression as written, for the message of a validation that has none. `message` '' for none. `asks`: of which part of the object it is. */
export type Validation = {
  readonly source: string;
  readonly program: CelProgram;
  readonly message: string;
  readonly messageProgram: CelProgram | null;
  readonly asks: () => Asked;
};

/** All CEL of a policy, compiled once. */
export type ExpressionSet = {
  readonly matchConditions: readonly NamedProgram[];
  readonly variables: readonly NamedProgram[];
  readonly validations: readonly Validation[];
  readonly auditAnnotations: readonly NamedProgram[];
};

/** Where each part stands in its document. */
export type Places = { readonly [Part in keyof ExpressionSet]: string };

export const specPlaces: Places = {
  matchConditions: '/spec/matchConditions',
  variables: '/spec/variables',
  validations: '/spec/validations',
  auditAnnotations: '/spec/auditAnnotations',
};

type Compiled = { readonly kind: 'set'; readonly set: ExpressionSet } | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

export const compileSet = (expressions: Expressions, scope: CelScope, places: Places = specPlaces): Compiled => {
  const own = compilation(scope);
  const matchConditions = named(expressions.matchConditions ?? [], places.matchConditions, own);
  const variables = inOrder(expressions.variables ?? [], places.variables, own);
  const set: ExpressionSet = {
    matchConditions,
    variables,
    validations: validations(expressions, places.validations, own, variables),
    auditAnnotations: (expressions.auditAnnotations ?? []).flatMap(({ key, valueExpression }, at) =>
      own.named(key, valueExpression, `${places.auditAnnotations}/${at}/valueExpression`),
    ),
  };
  return own.problems.length > 0 ? { kind: 'invalid', problems: own.problems } : { kind: 'set', set };
};

const named = (list: readonly NamedExpression[], place: string, own: Compilation): readonly NamedProgram[] =>
  list.flatMap(({ name, expression }, at) => own.named(name, expression, `${place}/${at}/expression`));

/** A variable may ask for those before it, as in the API server; so none can go round in a circle. */
const inOrder = (list: readonly NamedExpression[], place: string, own: Compilation): readonly NamedProgram[] => {
  const known = new Set<string>();
  return list.flatMap(({ name, expression }, at) => {
    const pointer = `${place}/${at}/expression`;
    const variables = own.named(name, expression, pointer);
    const asked = variables.flatMap(({ program }) => program.variables);
    const early = asked.find((one) => one.startsWith('variables.') && !known.has(one));
    if (early !== undefined) own.refuse(pointer, `${early} is not there yet: a variable may use those before it`);
    known.add(`variables.${name}`);
    return variables;
  });
};

const validations = (
  { validations: list }: Expressions,
  place: string,
  own: Compilation,
  variables: readonly NamedProgram[],
): readonly Validation[] =>
  (list ?? []).flatMap(({ expression, message, messageExpression }, at) => {
    const program = own.compile(expression, `${place}/${at}/expression`);
    const messageProgram = messageExpression ? own.compile(messageExpression, `${place}/${at}/messageExpression`) : null;
    if (!program || messageProgram === undefined) return [];
    return [
      { source: expression.trim(), program, message: (message ?? '').trim(), messageProgram, asks: askedOnce(expression, variables) },
    ];
  });
