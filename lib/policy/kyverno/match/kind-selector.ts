import { resourceOf } from '../../foreign/plural.ts';
import { type Wildcard, wildcard } from '../wildcard.ts';
import type { Asked } from './asked.ts';

/** One entry of `kinds`: `Pod`, `v1/Pod`, `apps/v1/Deployment`, `Pod/exec`, `v1/Pod.status`, any part with wildcards. */
export type KindSelector = {
  readonly group: Wildcard;
  readonly version: Wildcard;
  readonly kind: Wildcard;
  readonly resource: string;
  readonly subresource: Wildcard;
};

const version = /^(?:v\d(?:(?:alpha|beta)\d)?|\*)$/;

/** Undefined for text of no known form. Source: Kyverno, pkg/utils/kube ParseKindSelector. */
export const kindSelector = (text: string): KindSelector | undefined => {
  const parts = partsOf(text);
  if (!parts) return undefined;
  const [group, ofVersion, kind, subresource] = parts;
  return {
    group: wildcard(group),
    version: wildcard(ofVersion),
    kind: wildcard(kind),
    resource: resourceOf(kind),
    subresource: wildcard(subresource),
  };
};

type Parts = readonly [group: string, version: string, kind: string, subresource: string];

const partsOf = (text: string): Parts | undefined => {
  const written = text.split('/');
  const [first = '', second = '', third = '', fourth = '', ...more] = [...written.slice(0, -1), ...(written.at(-1) ?? '').split('.')];
  if (more.length > 0 || first === '') return undefined;
  if (second === '') return ['*', '*', first, ''];
  if (third === '') return ofTwo(first, second);
  if (fourth !== '') return [first, second, third, fourth];
  return version.test(first) ? ['*', first, second, third] : [first, second, third, ''];
};

/** `v1/Pod` or `Pod/exec`; `*` before a word without capitals is every kind that has this subresource. */
const ofTwo = (first: string, second: string): Parts => {
  if (first === '*' && second === '*') return ['*', '*', '*', '*'];
  if (first === '*' && second.toLowerCase() === second) return ['*', '*', '*', second];
  return version.test(first) ? ['*', first, second, ''] : ['*', '*', first, second];
};

/** A rule about Pods is asked of their ephemeral containers too, though it does not name the subresource. */
export const matchesKind = ({ group, version: ofVersion, kind, resource, subresource }: KindSelector, asked: Asked): boolean =>
  (kind.matches(asked.kind) || (asked.subresource !== '' && asked.resource === resource)) &&
  group.matches(asked.group) &&
  ofVersion.matches(asked.version) &&
  (subresource.matches(asked.subresource) || (asked.kind === 'Pod' && asked.group === '' && asked.subresource === 'ephemeralcontainers'));
