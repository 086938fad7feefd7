import { endOfDay, type Waiver } from '../model/waiver.ts';
import type { Comment, DockerfileFile, Instruction } from './file.ts';

/** A comment that accepts findings of some rules: on the next instruction, or in the whole file. */
type Suppression = {
  readonly rules: readonly string[];
  readonly reason: string;
  readonly wholeFile: boolean;
  readonly line: number;
  readonly expiresAt?: string;
};

/** Names of BuildKit's checks, for `# check=skip=all`. Source: Docker build checks reference. */
const buildChecks =
  'ConsistentInstructionCasing CopyIgnoredFile DuplicateStageName ExposeInvalidFormat ExposeProtoCasing FromAsCasing FromPlatformFlagConstDisallowed InvalidBaseImagePlatform InvalidDefaultArgInFrom InvalidDefinitionDescription JSONArgsRecommended LegacyKeyValueFormat MaintainerDeprecated MultipleInstructionsDisallowed NoEmptyContinuation RedundantTargetPlatform ReservedStageName SecretsUsedInArgOrEnv StageNameCasing UndefinedArgInFrom UndefinedVar WorkdirRelativePath'.split(
    ' ',
  );

const maxSuppressions = 1_000;
// The rule that finds these comments cannot be switched off by one.
const guards = new Set(['df-inline-ignore', 'dl1001']);
const ruleName = /^[\w-]{2,100}$/;

/**
 * Waivers that the file's own comments state: `plimsoll:ignore`, and those of hadolint, Trivy, Checkov and BuildKit as their documentation has them.
 * Pure; each names the rule as written, the file and the lines that it covers.
 */
export const commentWaivers = (file: DockerfileFile): Waiver[] => {
  const nextAt = nextInstructions(file);
  const found = [...fromDirectives(file), ...file.comments.flatMap(readComment)].slice(0, maxSuppressions);
  return found.flatMap((suppression) => {
    const covered = suppression.wholeFile ? undefined : nextAt(suppression.line);
    if (!suppression.wholeFile && !covered) return [];
    return suppression.rules
      .filter((rule) => ruleName.test(rule) && !guards.has(rule.toLowerCase()))
      .map((rule) => waiverOf(file, suppression, rule, covered));
  });
};

const waiverOf = (file: DockerfileFile, suppression: Suppression, rule: string, covered: Instruction | undefined): Waiver => ({
  id: `comment:${file.name}:${suppression.line}:${rule}`,
  scope: {
    rule,
    path: file.name,
    ...(covered && { lines: { first: covered.location.line, last: covered.location.endLine ?? covered.location.line } }),
  },
  reason: suppression.reason || `comment in line ${suppression.line}`,
  author: file.name,
  ...(suppression.expiresAt !== undefined && { expiresAt: suppression.expiresAt }),
  origin: 'comment',
});

/** The instruction that a comment's line stands in or before. */
const nextInstructions = ({ instructions }: DockerfileFile): ((line: number) => Instruction | undefined) => {
  return (line) => {
    let low = 0;
    let high = instructions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { location } = instructions[middle] ?? { location: { line: 0, endLine: 0 } };
      if ((location.endLine ?? location.line) < line) low = middle + 1;
      else high = middle;
    }
    return instructions[low];
  };
};

/** Source: Docker build checks: `# check=skip=A,B;error=true` or `skip=all`, for the whole file. */
const fromDirectives = (file: DockerfileFile): Suppression[] =>
  file.directives.flatMap(({ name, value }) => {
    const skip = name === 'check' ? /(?:^|;)\s*skip=([^;]*)/.exec(value)?.[1] : undefined;
    if (skip === undefined) return [];
    const rules = splitList(skip);
    return [{ rules: rules.includes('all') ? buildChecks : rules, reason: '', wholeFile: true, line: 1 }];
  });

const readComment = ({ text, line }: Comment): Suppression[] => {
  const found = readOwn(text) ?? readHadolint(text) ?? readTrivy(text) ?? readCheckov(text);
  return found ? [{ ...found, line }] : [];
};

type Read = Omit<Suppression, 'line'>;

/** `plimsoll:ignore df-sudo,DL3008 until 2026-12-31 -- why`; `ignore-file` covers the file. */
const readOwn = (text: string): Read | null => {
  const head = /^plimsoll:ignore(-file)?\s/.exec(text);
  if (!head) return null;
  const [covered = '', ...reason] = text.slice(head[0].length, 1_000).split(' -- ');
  const [rules = '', until] = covered.split(/\suntil\s/);
  return { rules: splitList(rules), reason: reason.join(' -- ').trim(), wholeFile: head[1] !== undefined, ...expiry(until?.trim()) };
};

/** Source: hadolint, README, inline ignores: the next instruction; `global` the file. */
const readHadolint = (text: string): Read | null => {
  const match = /^hadolint\s+(global\s+)?ignore\s*=\s*([\w,\s-]*)/.exec(text.slice(0, 1_000));
  return match ? { rules: splitList(match[2] ?? ''), reason: '', wholeFile: match[1] !== undefined } : null;
};

/** Source: Trivy, misconfiguration filtering: `trivy:ignore:<id>[:exp:<date>]`, several separated by space. */
const readTrivy = (text: string): Read | null => {
  const marks = [...text.slice(0, 1_000).matchAll(/(?:^|\s)(?:trivy|tfsec):ignore:([\w-]+)(?::exp:(\d{4}-\d\d-\d\d))?/g)];
  if (marks.length === 0) return null;
  return { rules: marks.map((mark) => mark[1] ?? ''), reason: '', wholeFile: false, ...expiry(marks[0]?.[2]) };
};

/** Source: Checkov, suppressing policies: `checkov:skip=<id>:<reason>`; a Dockerfile is one resource, so it covers the file. */
const readCheckov = (text: string): Read | null => {
  const match = /^checkov:skip=\s*([\w,-]+)(?::\s*(.*))?$/.exec(text.slice(0, 1_000));
  return match ? { rules: splitList(match[1] ?? ''), reason: match[2]?.trim() ?? '', wholeFile: true } : null;
};

const splitList = (text: string): string[] => text.split(/[,\s]+/).filter((item) => item !== '');

const expiry = (day: string | undefined): { expiresAt?: string } => (day === undefined ? {} : { expiresAt: endOfDay(day) });
