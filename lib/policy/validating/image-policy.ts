import type { JsonObject } from '../../model/json.ts';
import { aboutPolicy } from '../foreign/about.ts';
import { strongestAction } from './action.ts';
import type { CompiledPolicy } from './compiled.ts';
import { check } from './document/check.ts';
import { imagePolicy } from './document/image-policy.ts';
import { compileConstraint } from './match/constraint.ts';

/** ImageValidatingPolicy asks for signatures at a registry, which is not done here: what it is about is told, and that it is open. */
export const compileImagePolicy = (document: JsonObject): CompiledPolicy => {
  const checked = check(imagePolicy, document);
  if (checked.kind === 'invalid') return checked;
  const { spec } = checked.document;
  const about = aboutPolicy(document);
  const constraint = compileConstraint(spec.matchConstraints ?? {});
  return {
    kind: 'policy',
    policy: {
      engine: 'kyverno',
      ...about,
      isOneRule: true,
      rules: [{ name: about.name, action: strongestAction(spec.validationActions), failsClosed: spec.failurePolicy !== 'Ignore' }],
      judge: (request, surroundings) =>
        constraint.matches(request, surroundings).kind === 'no-match'
          ? []
          : [{ rule: about.name, kind: 'not-evaluated', message: 'signatures of images are not verified by this policy' }],
    },
  };
};
