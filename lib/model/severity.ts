/** From harmless to worst. `unknown` is a severity nobody has stated; a policy says what it counts as. */
export const severities = ['unknown', 'info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

const ranks = new Map<Severity, number>(severities.map((severity, rank) => [severity, rank]));

/** Orders severities: positive when `a` is worse than `b`. The one place that does. */
export const compareSeverity = (a: Severity, b: Severity): number => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0);

export const atLeast = (severity: Severity, floor: Severity): boolean => compareSeverity(severity, floor) >= 0;
