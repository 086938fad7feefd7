import { type JsonObject, stringAt } from '../../model/json.ts';
import { aboutPolicy } from '../foreign/about.ts';
import type { ForeignAction } from '../foreign/policy.ts';
import { strongestAction } from './action.ts';
import { variantsOf } from './autogen/variant.ts';
import type { CompiledPolicy } from './compiled.ts';
import { customPart } from './custom-part.ts';
import type { ValidatingPolicySpec } from './document/validating-policy.ts';
import type { Exception } from './exception/exception.ts';
import type { GlobalEntries } from './library/global-entry.ts';
import { compilePart } from './validating-part.ts';

/** ValidatingPolicy and NamespacedValidatingPolicy, with those exceptions of all that name it. One of the mode JSON is about no Kubernetes object. */
export const compileValidatingPolicy = (document: JsonObject, all: readonly Exception[], entries: GlobalEntries): CompiledPolicy => {
  const about = aboutPolicy(document);
  const kind = stringAt(document, 'kind');
  const exceptions = all.filter(({ policies }) => policies.some((ref) => ref.name === about.name && ref.kind === kind));
  const around = { namespace: about.namespace, entries };
  const written = compilePart(document, exceptions, around);
  if (written.kind === 'invalid') return written;
  const { spec } = written.part;
  const generated = variantsOf(document, spec).map((variant) => compilePart(variant, exceptions, around));
  // What is made for pod controllers is longer than what is written: it may be too long where that is not.
  const broken = generated.find((one) => one.kind === 'invalid');
  if (broken) return broken;
  const custom = customPart(written.part);
  const parts = [...[written, ...generated].flatMap((one) => (one.kind === 'part' ? [one.part] : [])), ...(custom ? [custom] : [])];
  const isOfKubernetes = spec.evaluation?.mode !== 'JSON';
  return {
    kind: 'policy',
    policy: {
      engine: 'kyverno',
      ...about,
      isOneRule: true,
      rules: [{ name: about.name, action: actionOf(spec), failsClosed: spec.failurePolicy !== 'Ignore' }],
      judge: (request, surroundings) => {
        if (!isOfKubernetes || (about.namespace !== '' && request.namespace !== about.namespace)) return [];
        return parts.flatMap((part) => {
          const outcome = part.judge(request, surroundings);
          return outcome ? [{ rule: about.name, ...outcome }] : [];
        });
      },
    },
  };
};

/** A policy that is not asked at admission denies nothing: its reports are all there is of it. */
const actionOf = (spec: ValidatingPolicySpec): ForeignAction =>
  spec.evaluation?.admission?.enabled === false ? 'audit' : strongestAction(spec.validationActions);
