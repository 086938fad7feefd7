import type { SourceFile } from '../model/evidence.ts';
import type { JudgedFinding, Verdict } from '../model/verdict.ts';
import { findRules } from '../rule/find.ts';
import { linesOf } from './lines.ts';

/** The offending line, parted at the place. */
export type Frame = { readonly number: number; readonly left: string; readonly right: string };

const widest = 100;
const tab = '    ';
const mask = '***';

/** The line that a finding points at, tabs spread and long lines cut around the place; undefined when the source is not at hand. */
export const frameOf = ({ location }: JudgedFinding, verdict: Verdict, sources: readonly SourceFile[]): Frame | undefined => {
  if (location.kind !== 'source') return undefined;
  const source = sources.find(({ name }) => name === location.file);
  const line = source && linesOf(source)[location.line - 1];
  if (line === undefined || line.trim() === '') return undefined;
  const left = line.slice(0, location.column - 1).replaceAll('\t', tab);
  const right = line.slice(location.column - 1).replaceAll('\t', tab);
  if (holdsSecret(verdict, location.file, location.line))
    return { number: location.line, left: masked(left), right: masked(right, left) || mask };
  if (left.length + right.length <= widest) return { number: location.line, left, right };
  const kept = left.length > widest / 2 ? `…${left.slice(-(widest / 2))}` : left;
  const rest = widest - kept.length;
  return { number: location.line, left: kept, right: right.length > rest ? `${right.slice(0, rest)}…` : right };
};

const secretLines = new WeakMap<Verdict, ReadonlySet<string>>();

/** Reports end in job logs and pull requests: a line that any rule calls a secret is shown up to the name of its value only. */
const holdsSecret = (verdict: Verdict, file: string, line: number): boolean => {
  const known = secretLines.get(verdict) ?? linesOfSecrets(verdict);
  secretLines.set(verdict, known);
  return known.has(`${line} ${file}`);
};

const linesOfSecrets = (verdict: Verdict): ReadonlySet<string> =>
  new Set(
    verdict.findings.flatMap(({ rule, location }) =>
      location.kind === 'source' && isAboutSecrets(rule) ? [`${location.line} ${location.file}`] : [],
    ),
  );

/** Rules that speak of where a secret comes from and who may read it: their lines name it and do not hold it. */
export const aboutNames: ReadonlySet<string> = new Set([
  'rbac-secrets',
  'secret-as-env',
  'env-source-missing',
  'made-secret-key',
  'workload-secret-access',
  'external-secret-store-missing',
  'external-secret-refresh',
  'cluster-secret-store-wide',
  'pv-encryption',
]);

const isAboutSecrets = (rule: string): boolean =>
  !aboutNames.has(rule) && (rule.includes('secret') || findRules(rule).some(({ category }) => category === 'secrets'));

/** A key of YAML or JSON, a setting, a `-` of a list: whatever it names is behind it. */
const named = /^(\s*(?:-\s+)?(?:(?:ENV|ARG|LABEL|RUN|export)\s+)?["']?[\w.$/-]+["']?\s*[:=])/i;
const opening = /^\s*(?:-\s+)?(?:(?:ONBUILD\s+)?(?:ENV|ARG|LABEL|RUN|COPY|ADD)\s+)?/i;
const firstWord = /^[\w./-]+(?=\s)/;

/** Only what stands in front of a value is shown: the name of a setting, or the instruction and its first word. A word in a command may be the secret. */
const masked = (text: string, left = ''): string => {
  const name = named.exec(text)?.[1];
  if (name !== undefined) return `${name}${name.endsWith(':') ? ' ' : ''}${mask}`;
  const head = opening.exec(text)?.[0] ?? '';
  if (head.length === text.length) return text;
  const isInstruction = /^\s*(?:ONBUILD\s+)?(?:RUN|ENV|ARG)\s+$/i.test(left);
  const word = isInstruction ? firstWord.exec(text)?.[0] : undefined;
  return word === undefined ? `${head}${mask}` : `${word} ${mask}`;
};
