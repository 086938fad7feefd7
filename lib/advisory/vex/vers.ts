import type { CompareVersions } from '../version/order.ts';

/** `unknown`: some version of the range does not parse in this order. */
export type VersAnswer = 'in' | 'out' | 'unknown';

type Bound = { readonly operator: string; readonly version: string };

const mostBounds = 500;

/** Whether a version lies in `vers:npm/>=1.0|<2.0`. Source: package-url, VERSION-RANGE-SPEC, "Checking if a version is contained within a range". */
export const inVers = (text: string, version: string, compare: CompareVersions): VersAnswer => {
  const constraints = text.replace(/^vers:[^/]*\//, '').trim();
  if (constraints === '*') return 'in';
  const bounds = constraints.split('|').slice(0, mostBounds).map(boundOf);
  const order = (bound: Bound): number | null => (bound.version === version ? 0 : compare(version, bound.version));
  if (bounds.some((bound) => order(bound) === null)) return 'unknown';
  for (const bound of bounds) {
    const is = order(bound) === 0;
    if (is && (bound.operator === '=' || bound.operator === '<=' || bound.operator === '>=')) return 'in';
    if (is && bound.operator === '!=') return 'out';
  }
  const edges = bounds.filter(({ operator }) => /^[<>]/.test(operator));
  let isOpen = edges[0]?.operator.startsWith('<') ?? false;
  for (const edge of edges) {
    const side = order(edge) ?? 0;
    if (edge.operator.startsWith('<')) {
      if (isOpen && side < 0) return 'in';
      isOpen = false;
    } else {
      isOpen = side > 0;
    }
  }
  return isOpen ? 'in' : 'out';
};

const boundOf = (part: string): Bound => {
  const [, operator = '', version = ''] = /^(>=|<=|!=|<|>|=)?\s*(.*)$/.exec(part.trim()) ?? [];
  return { operator: operator || '=', version: decoded(version) };
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
