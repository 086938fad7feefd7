import type { Finding } from '../model/finding.ts';
import { compileGlob, type Glob } from '../model/glob.ts';
import { atLeast, type Severity } from '../model/severity.ts';
import type { ConditionDocument } from './document.ts';

/** A condition on a vulnerability, compiled. `severity` of the finding is handed in, since the policy says what an unknown one counts as. */
export type VulnerabilityCondition = {
  readonly name: string;
  readonly effect: 'deny' | 'warn' | 'ignore';
  holds(finding: Finding, severity: Severity, now: number): boolean;
};

type Test = (finding: Finding, severity: Severity, now: number) => boolean;

const dayMs = 86_400_000;

export const compileCondition = (written: ConditionDocument): VulnerabilityCondition => {
  const tests = testsOf(written);
  return {
    name: written.name,
    effect: written.effect,
    holds: (finding, severity, now) => tests.every((test) => test(finding, severity, now)),
  };
};

/** A fact that is not known satisfies no test: a score that nobody has given is neither high nor low. */
const testsOf = (written: ConditionDocument): readonly Test[] => {
  const { severity: floor, cvss, epss, kev, fix, layer, disclosedDaysAgo, fixedDaysAgo } = written;
  const ids = written.ids && new Set(written.ids.map((id) => id.toUpperCase()));
  const packages = written.packages?.map(compileGlob);
  const paths = written.paths?.map(compileGlob);
  const statuses = written.vendorStatus && new Set(written.vendorStatus.map((status) => status.toLowerCase()));
  const tests: (Test | undefined)[] = [
    ids && ((finding) => finding.aliases.some((alias) => ids.has(alias.toUpperCase()))),
    floor && ((_, severity) => atLeast(severity, floor)),
    cvss === undefined ? undefined : ({ vulnerability }) => (vulnerability?.cvss ?? -1) >= cvss,
    epss === undefined ? undefined : ({ vulnerability }) => (vulnerability?.epss ?? -1) >= epss,
    kev === undefined ? undefined : ({ vulnerability }) => (vulnerability?.kev ?? false) === kev,
    fix && ((finding) => isFixable(finding) === (fix === 'available')),
    disclosedDaysAgo === undefined
      ? undefined
      : ({ vulnerability }, _, now) => daysSince(vulnerability?.published, now) >= disclosedDaysAgo,
    fixedDaysAgo === undefined ? undefined : ({ vulnerability }, _, now) => daysSince(vulnerability?.fixPublished, now) >= fixedDaysAgo,
    packages && ((finding) => anyMatches(packages, finding.package?.name)),
    paths && ((finding) => anyMatches(paths, finding.package?.path)),
    statuses &&
      (({ vulnerability }) =>
        statuses.has(vulnerability?.vendorStatus?.toLowerCase() ?? '') || statuses.has(vulnerability?.vex?.status ?? '')),
    layer && (({ vulnerability }) => vulnerability?.layer === layer),
    written.new === undefined ? undefined : ({ vulnerability }) => vulnerability?.isNew === written.new,
  ];
  return tests.filter((test) => test !== undefined);
};

export const isFixable = (finding: Finding): boolean => typeof finding.package?.fixedIn === 'string';

const anyMatches = (globs: readonly Glob[], text: string | undefined): boolean =>
  text !== undefined && globs.some((glob) => glob.matches(text));

/** -1 for a time that is not known or cannot be read. */
const daysSince = (time: string | undefined, now: number): number => {
  const at = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(at) ? -1 : (now - at) / dayMs;
};
