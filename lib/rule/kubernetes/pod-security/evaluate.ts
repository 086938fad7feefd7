import type { JsonObject } from '../../../model/json.ts';
import { controls } from './check.table.ts';
import { type Pod, type PodCheck, podOf, type Violation } from './pod.ts';

export const podSecurityLevels = ['privileged', 'baseline', 'restricted'] as const;
export type PodSecurityLevel = (typeof podSecurityLevels)[number];

/** The newest minor version whose controls are known; `latest` means it. */
export const newestMinor = 37;

/** `latest` or `v1.N`; undefined for anything else. A version newer than the newest known is judged as the newest. */
export const minorOf = (version: string): number | undefined => {
  if (version === 'latest') return newestMinor;
  const match = /^v1\.(0|[1-9][0-9]{0,3})$/.exec(version);
  return match ? Math.min(Number(match[1]), newestMinor) : undefined;
};

export type ControlViolation = Violation & { readonly control: string };

/** The controls of one level and version, put together once. */
export type PodSecurity = {
  /** Whether the pod would be let in; writes no messages. */
  allows(metadata: JsonObject | null, spec: JsonObject): boolean;
  violations(metadata: JsonObject | null, spec: JsonObject): readonly ControlViolation[];
};

const compiled = new Map<string, PodSecurity>();

export const podSecurity = (level: PodSecurityLevel, minor: number): PodSecurity => {
  const key = `${level} ${minor}`;
  const known = compiled.get(key) ?? compile(level, minor);
  compiled.set(key, known);
  return known;
};

const compile = (level: PodSecurityLevel, minor: number): PodSecurity => {
  const checks = checksFor(level, minor);
  return {
    allows: (metadata, spec) => {
      const pod = podOf(metadata, spec);
      for (const [, check] of checks) if (check(pod, null)) return false;
      return true;
    },
    violations: (metadata, spec) => {
      const pod = podOf(metadata, spec);
      return checks.flatMap(([control, check]) => violationsOf(pod, check).map((violation) => ({ ...violation, control })));
    },
  };
};

const violationsOf = (pod: Pod, check: PodCheck): readonly Violation[] => {
  const found: Violation[] = [];
  check(pod, found);
  return found;
};

const checksFor = (level: PodSecurityLevel, minor: number): readonly (readonly [string, PodCheck])[] => {
  if (level === 'privileged') return [];
  const rows = controls.flatMap((row) => {
    const check = row.versions.findLast(([from]) => from <= minor)?.[1];
    return check && (row.level === 'baseline' || level === 'restricted') ? [{ row, check }] : [];
  });
  const overridden = new Set(rows.map(({ row }) => row.overrides));
  return rows.filter(({ row }) => !overridden.has(row.id)).map(({ row, check }) => [row.id, check]);
};
