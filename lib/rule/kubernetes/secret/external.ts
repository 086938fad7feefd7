import type { ManifestObject } from '../../../manifest/object.ts';
import { type Json, type JsonObject, listAt, memberOf, objectAt } from '../../../model/json.ts';
import { problem, type Rule } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';
import { shown } from '../field.ts';

/** Kinds of the same name belong to other groups as well. */
export const isExternal = ({ apiVersion }: ManifestObject): boolean => apiVersion.startsWith('external-secrets.io/');

/** What says which secrets are fetched; in a ClusterExternalSecret it stands a step deeper. */
export const specOf = ({ kind, value }: ManifestObject): { readonly spec: JsonObject; readonly pointer: string } => {
  const spec = objectAt(value, 'spec');
  return kind === 'ClusterExternalSecret'
    ? { spec: objectAt(spec, 'externalSecretSpec'), pointer: '/spec/externalSecretSpec' }
    : { spec, pointer: '/spec' };
};

/** PushSecret has no v1 yet. Source: the operator's API reference. */
export const externalText = (kind: string, name: string, spec: string): string =>
  `apiVersion: external-secrets.io/${kind === 'PushSecret' ? 'v1alpha1' : 'v1'}\nkind: ${kind}\nmetadata:\n  name: ${name}\nspec:\n${spec
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')}\n`;

const units = new Map([
  ['ns', 1e-9],
  ['us', 1e-6],
  ['µs', 1e-6],
  ['ms', 1e-3],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
]);

const durationForm = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+)$/;

/** A Go duration in seconds; undefined when it is none. Source: time.ParseDuration. */
const secondsOf = (value: Json): number | undefined => {
  if (typeof value !== 'string' || value.length > 64 || !durationForm.test(value)) return undefined;
  const parts = [...value.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g)];
  const total = parts.reduce((sum, [, amount = '', unit = '']) => sum + Number(amount) * (units.get(unit) ?? 0), 0);
  return value.startsWith('-') ? -total : total;
};

/** A generator makes a new value whenever it is asked, so never to ask again is how its users keep one. */
const isGenerated = (spec: JsonObject): boolean => {
  const sources = listAt(spec, 'dataFrom');
  return (
    listAt(spec, 'data').length === 0 &&
    sources.length > 0 &&
    sources.every((source) => memberOf(objectAt(source, 'sourceRef'), 'generatorRef') !== undefined)
  );
};

const wrongInterval = (spec: JsonObject, minimum: number): string | null => {
  const interval = memberOf(spec, 'refreshInterval');
  if (interval === undefined || interval === null) return null;
  const seconds = secondsOf(interval);
  if (seconds === undefined) return 'is not a duration such as 1h';
  const policy = memberOf(spec, 'refreshPolicy');
  // Both leave the interval unread. Source: ExternalSecretRefreshPolicy.
  if (policy === 'CreatedOnce' || policy === 'OnChange') return null;
  if (seconds <= 0) return isGenerated(spec) ? null : 'fetches once and never again';
  return seconds < minimum ? `is under ${minimum} seconds` : null;
};

const every = (interval: string): string =>
  externalText(
    'ExternalSecret',
    'db',
    `refreshInterval: ${interval}\nsecretStoreRef: {name: vault}\ndata:\n  - {secretKey: password, remoteRef: {key: db}}`,
  );

export const externalSecretRules: readonly Rule[] = [
  kubernetesRule({
    id: 'external-secret-refresh',
    title: 'External secrets are refreshed, and not all the time',
    severity: 'low',
    severityReason: 'Never: a rotated password breaks the pods that keep the old one. All the time: stores bill and throttle each read.',
    remediation: 'Set refreshInterval to 1h or what rotation needs; when once is meant, say so with refreshPolicy CreatedOnce.',
    reference: reference.externalSecret,
    category: 'secrets',
    defaultParams: { minimumSeconds: 60 },
    bad: every('10s'),
    good: every('1m0s'),
    on: 'object',
    kinds: ['ExternalSecret', 'ClusterExternalSecret', 'PushSecret'],
    *check({ object }, { params }) {
      if (!isExternal(object)) return;
      const { spec, pointer } = specOf(object);
      const wrong = wrongInterval(spec, Number(params['minimumSeconds']));
      if (wrong !== null)
        yield problem(`the refreshInterval ${shown(memberOf(spec, 'refreshInterval'))} of the ${object.kind} "${object.name}" ${wrong}`, {
          pointer: `${pointer}/refreshInterval`,
        });
    },
  }),
];
