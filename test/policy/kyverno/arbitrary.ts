import fc from 'fast-check';
import type { Json, JsonObject } from '../../../lib/model/json.ts';
import { operatorNames } from '../../../lib/policy/kyverno/condition/operator.ts';

const names = ['spec', 'metadata', 'name', 'labels', 'containers', 'image', 'a', 'b', '__proto__', 'constructor', 'a*', ''];
const texts = [
  ...[
    '',
    '*',
    '?*',
    '!a',
    '>= 1Gi',
    '1-10',
    '1!-10',
    'a | b & c',
    '100m',
    '1h',
    '1.2.3',
    '["a"]',
    '[',
    'nginx:latest',
    'é😀',
    '\u0000',
    '-',
    '0',
  ],
  ...[
    '{{ a }}',
    '{{',
    '}}',
    '{{ request.object.spec }}',
    '{{ request.object.metadata.name }}',
    '{{ element }}',
    '{{ element.image }}',
    '{{ @ }}',
  ],
  ...[
    '{{ v }}',
    '{{ images.containers.*.tag }}',
    '{{ x.{{ v }} }}',
    '\\{{ a }}',
    '{{- v }}',
    '$(./../a)',
    '$(<=/spec/a)',
    '$(',
    '{{ to_string(@) }}',
  ],
  ...[
    '{{ request.object.spec.containers[].image }}',
    '{{ length(v || `[]`) }}',
    '{{ regex_match(v, v) }}',
    '{{ sum(v) }}',
    '{{ parse_yaml(v) }}',
  ],
];
const pieces = [
  'a',
  '.',
  '[',
  ']',
  '[]',
  '*',
  '|',
  '||',
  '&&',
  '==',
  '<',
  '!',
  '(',
  ')',
  ',',
  '@',
  '&',
  '`1`',
  '`[1]`',
  "'x'",
  '"a"',
  '{',
  '}',
  ':',
  '[?',
];
const calls = [
  'length',
  'keys',
  'to_string',
  'sort_by',
  'map',
  'add',
  'time_parse',
  'random',
  'items',
  'merge',
  'max_by',
  'split',
  'x509_decode',
  'nope',
];

/** Queries, most of them none. */
export const query: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...pieces, ...calls, 'request', 'object', 'spec', ' '), { maxLength: 12 })
  .map((all) => all.join(''));

const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...texts) },
  { weight: 1, arbitrary: query.map((each) => `{{ ${each} }}`) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);
const leaf: fc.Arbitrary<Json> = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);

const key: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom('', '', '', '+', '=', '<', 'X', '^', '('), fc.constantFrom(...names))
  .map(([sign, name]) => (sign === '' ? name : sign === '(' ? `(${name})` : `${sign}(${name})`));

/** Values of any shape, with keys that may be anchors. */
export const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value;

/** Objects, some of them Pods. */
export const object: fc.Arbitrary<JsonObject> = fc.record({
  apiVersion: fc.oneof(fc.constant('v1'), value),
  kind: fc.oneof(fc.constantFrom('Pod', 'Deployment', 'Namespace'), value),
  metadata: fc.oneof(fc.record({ name: text, labels: value, annotations: value }), value),
  spec: fc.oneof(
    fc.record({ containers: fc.array(fc.oneof(fc.record({ name: text, image: text, a: value }), value), { maxLength: 3 }), a: value }),
    value,
  ),
});

const condition = fc.oneof(fc.record({ key: value, operator: fc.oneof(fc.constantFrom(...operatorNames), text), value }), value);
const conditions = fc.oneof(
  fc.record({ any: fc.array(condition, { maxLength: 3 }), all: fc.array(condition, { maxLength: 3 }) }),
  fc.array(condition, { maxLength: 3 }),
  value,
);
const context = fc.array(
  fc.record({
    name: fc.constantFrom('v', 'x', 'request'),
    variable: fc.oneof(fc.record({ value }), fc.record({ jmesPath: query, default: value }), fc.record({ value, jmesPath: query }), value),
  }),
  { maxLength: 3 },
);
const body = fc.oneof(
  fc.record({ pattern: value }),
  fc.record({ anyPattern: fc.array(value, { maxLength: 3 }) }),
  fc.record({ deny: fc.record({ conditions }) }),
  fc.record({ podSecurity: fc.record({ level: fc.constantFrom('baseline', 'restricted') }) }),
);
const loop = fc
  .tuple(
    fc.record({ list: fc.oneof(fc.constantFrom('request.object.spec.containers', 'v'), query), context, preconditions: conditions }),
    body,
  )
  .map(([head, rest]) => ({ ...head, ...rest }));

/** A rule's members but its name and match. */
export const rule: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.record({ context, preconditions: fc.option(conditions, { nil: null }) }),
    fc.oneof(body, fc.record({ foreach: fc.array(loop, { maxLength: 2 }) })),
    text,
  )
  .map(([head, validate, message]) => ({ ...head, validate: { ...validate, message } }));
