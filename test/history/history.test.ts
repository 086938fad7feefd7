import { afterAll, beforeAll, expect, it } from 'vitest';
import { ulids } from '../../lib/adapters/embedded/ids.ts';
import { openSqlite, type SqliteStore } from '../../lib/adapters/sqlite/store.ts';
import { getVerdict } from '../../lib/history/get.ts';
import { latestVerdict } from '../../lib/history/latest.ts';
import { listVerdicts, type VerdictFilter } from '../../lib/history/list.ts';
import { type Recorded, recordVerdict } from '../../lib/history/record.ts';
import { type SubjectDecision, subjectDecision } from '../../lib/history/subject-decision.ts';
import { type Digest, sha256 } from '../../lib/model/digest.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import type { Subject } from '../../lib/model/subject.ts';
import type { Decision, JudgedFinding, Reason, ReasonCode, Verdict } from '../../lib/model/verdict.ts';
import { keys } from '../../lib/store/keys.ts';
import { codeOf } from '../contract/table.ts';
import { newCaller } from '../scan/world.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 22, 22);
let now = start;
const clock = { now: () => now };
let store: SqliteStore;
let deps: Pick<Parameters<typeof recordVerdict>[0], 'table' | 'clock' | 'ids'>;
beforeAll(async () => {
  store = await openSqlite(':memory:', { clock });
  deps = { table: store.table, clock, ids: ulids(clock) };
});
afterAll(() => store.close());

const imageSubject = (name: string): Subject => ({
  kind: 'image',
  ref: `registry.test/${name}:1`,
  digest: sha256(name),
  repository: `registry.test/${name}`,
  platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
});
const textSubject = (name: string): Subject => ({ kind: 'manifests', ref: name, digest: sha256(name) });
const finding = (subject: number, effect: JudgedFinding['effect']): JudgedFinding => ({
  rule: 'privileged',
  aliases: ['KSV-0017'],
  severity: 'high',
  message: 'm',
  remediation: 'r',
  subject,
  location: { kind: 'config', pointer: '/config' },
  patch: null,
  fingerprint: sha256('fingerprint'),
  mode: 'enforce',
  effect,
  waiver: null,
});
const verdictOf = (more: Partial<Verdict> & { readonly name?: string } = {}): Verdict => {
  const { name = 'starter', ...rest } = more;
  return {
    decision: 'allow',
    policy: { name, digest: sha256(name) },
    evaluatedAt: new Date(now).toISOString(),
    subjects: [imageSubject('app')],
    findings: [],
    reasons: [{ code: 'no-findings', effect: 'allow', message: 'nothing was found' }],
    notEvaluated: [],
    errors: [],
    inputs: { evidence: [], waivers: sha256(''), advisories: null, rules: 'plimsoll@test' },
    ...rest,
  };
};
const record = (tenant: string, verdict: Verdict): Promise<Recorded> =>
  recordVerdict(deps, { tenant, verdict, environment: 'production', scanId: 'scan_1' });
const idOf = (recorded: Recorded): string => (recorded.kind === 'recorded' ? recorded.id : 'conflict');

it('gives a verdict back as it was', async () => {
  const caller = newCaller();
  const verdict = verdictOf({ decision: 'deny', findings: [finding(0, 'deny'), { ...finding(0, 'none'), severity: 'low' }] });
  const stored = await getVerdict(deps, caller, idOf(await record(caller.tenant, verdict)));
  expect(stored.verdict).toEqual(verdict);
  expect(stored.summary).toMatchObject({
    decision: 'deny',
    environment: 'production',
    scanId: 'scan_1',
    counts: { high: 1, low: 1, critical: 0 },
    waived: 0,
  });
  expect(stored.summary.subjects).toEqual(verdict.subjects);
});

it('keeps a verdict of 5,000 findings', async () => {
  const caller = newCaller();
  const findings = Array.from({ length: 5_000 }, (_, n) => ({
    ...finding(0, 'warn'),
    message: sha256(`${n}`),
    fingerprint: sha256(`${n}`),
  }));
  const id = idOf(await record(caller.tenant, verdictOf({ decision: 'warn', findings })));
  expect((await getVerdict(deps, caller, id)).verdict.findings).toEqual(findings);
});

it('keeps 30 subjects in one transaction', async () => {
  const caller = newCaller();
  const subjects = Array.from({ length: 30 }, (_, n) => imageSubject(`many${n}`));
  const id = idOf(await record(caller.tenant, verdictOf({ subjects })));
  for (const { digest } of subjects) expect(await latestVerdict(deps, caller.tenant, digest, 'starter')).toMatchObject({ verdictId: id });
  expect((await listVerdicts(deps, caller, { limit: 10, repository: 'registry.test/many29' })).items).toHaveLength(1);
});

it('writes nothing when what goes with it does not hold', async () => {
  const caller = newCaller();
  const recorded = await recordVerdict(deps, { tenant: caller.tenant, verdict: verdictOf(), environment: null, scanId: null }, () => [
    { kind: 'check', key: { pk: 'no', sk: 'such' }, when: 'present' },
  ]);
  expect(recorded).toEqual({ kind: 'conflict', action: 0 });
  expect((await listVerdicts(deps, caller, { limit: 10 })).items).toEqual([]);
  expect(await latestVerdict(deps, caller.tenant, sha256('app'), 'starter')).toBeUndefined();
});

it('shows no tenant another’s verdicts, and asks for the scope', async () => {
  const [caller, other, reader] = [newCaller(), newCaller(), newCaller(['scan:read'])];
  const id = idOf(await record(caller.tenant, verdictOf()));
  expect(await codeOf(getVerdict(deps, other, id))).toBe('not-found');
  expect((await listVerdicts(deps, other, { limit: 10 })).items).toEqual([]);
  expect(await codeOf(getVerdict(deps, reader, id))).toBe('forbidden');
  expect(await codeOf(listVerdicts(deps, reader, { limit: 1 }))).toBe('forbidden');
});

it('tells the latest of a subject by policy', async () => {
  const caller = newCaller();
  await record(caller.tenant, verdictOf({ decision: 'deny' }));
  await record(caller.tenant, verdictOf({ decision: 'deny', name: 'restricted' }));
  now += hour;
  const id = idOf(await record(caller.tenant, verdictOf({ decision: 'allow' })));
  const latest = (policy: string) => latestVerdict(deps, caller.tenant, sha256('app'), policy);
  expect(await latest('starter')).toMatchObject({ decision: 'allow', verdictId: id, evaluatedAt: new Date(now).toISOString() });
  expect(await latest('restricted')).toMatchObject({ decision: 'deny' });
  expect(await latest('none')).toBeUndefined();
});

const reason = (code: ReasonCode, effect: Decision, ...counts: number[]): Reason => ({
  code,
  effect,
  message: 'of all',
  count: counts.reduce((sum, count) => sum + count, 0),
  subjects: counts.flatMap((count, subject) => (count > 0 ? [{ subject, count }] : [])),
});
const told = ({ decision, reasons }: SubjectDecision) => [decision, ...reasons.map(({ code, count }) => `${code} ${count ?? '-'}`)];

it.each<[string, Partial<Verdict>, string[][]]>([
  [
    'one subject: the verdict’s own',
    { decision: 'unknown', subjects: [imageSubject('a')], reasons: [{ code: 'evaluation-error', effect: 'unknown', message: 'm' }] },
    [['unknown', 'evaluation-error -']],
  ],
  [
    'only the manifests are denied',
    { decision: 'deny', reasons: [reason('severity-threshold', 'deny', 0, 6), reason('severity-threshold', 'warn', 1, 2)] },
    [
      ['warn', 'severity-threshold 1'],
      ['deny', 'severity-threshold 6', 'severity-threshold 2'],
    ],
  ],
  [
    'a part without any reason of its own was looked at and is clean',
    { decision: 'deny', reasons: [reason('rule-denied', 'deny', 0, 1)] },
    [
      ['allow', 'no-findings -'],
      ['deny', 'rule-denied 1'],
    ],
  ],
  [
    'a reason of no part counts for each',
    { decision: 'unknown', reasons: [{ code: 'evaluation-error', effect: 'unknown', message: 'm' }, reason('waived', 'allow', 1, 0)] },
    [
      ['unknown', 'evaluation-error -', 'waived 1'],
      ['unknown', 'evaluation-error -'],
    ],
  ],
  [
    'sets of manifests are judged together',
    {
      decision: 'deny',
      subjects: [imageSubject('a'), textSubject('b'), textSubject('c')],
      reasons: [reason('severity-threshold', 'deny', 0, 3)],
    },
    [
      ['allow', 'no-findings -'],
      ['deny', 'severity-threshold 3'],
      ['deny', 'severity-threshold 3'],
    ],
  ],
])('decides for each subject of a change: %s', (_title, more, expected) => {
  const verdict = verdictOf({ subjects: [imageSubject('a'), textSubject('b')], ...more });
  expect(verdict.subjects.map((_subject, index) => told(subjectDecision(verdict, [index])))).toEqual(expected);
});

it('keeps what was said of a part apart from what was said of the change', async () => {
  const caller = newCaller();
  const subjects = [imageSubject('part'), textSubject('rest')];
  const reasons = [reason('severity-threshold', 'deny', 0, 6), reason('waived', 'allow', 2, 1)];
  await record(caller.tenant, verdictOf({ decision: 'deny', subjects, reasons }));
  expect(await latestVerdict(deps, caller.tenant, sha256('part'), 'starter')).toMatchObject({
    decision: 'allow',
    isWaived: true,
    reasons: [{ code: 'waived', count: 2 }],
    change: { decision: 'deny', subjectCount: 2, reasons: [{ count: 6 }, { count: 3 }] },
  });
});

it('stays within one read unit however much there is to say', async () => {
  const caller = newCaller();
  const long = Array.from(
    { length: 40 },
    (_, n): Reason => ({ code: 'subject-unknown', effect: 'deny', message: `${n} ${'x'.repeat(500)}` }),
  );
  const subjects = [imageSubject('talkative'), textSubject('rest')];
  await record(caller.tenant, verdictOf({ decision: 'deny', subjects, reasons: [...long, reason('waived', 'allow', 1)] }));
  const item = await deps.table.get(keys.latest(caller.tenant, sha256('talkative'), 'starter'));
  expect(JSON.stringify(item).length).toBeLessThan(4_096);
  expect(item?.body).toMatchObject({ isWaived: true });
});

it('counts for both when two platforms share a manifest', async () => {
  const caller = newCaller();
  const subjects = [imageSubject('twin'), imageSubject('twin')];
  await record(caller.tenant, verdictOf({ decision: 'deny', subjects, reasons: [reason('rule-denied', 'deny', 1, 2)] }));
  expect(await latestVerdict(deps, caller.tenant, sha256('twin'), 'starter')).toMatchObject({ decision: 'deny', reasons: [{ count: 3 }] });
});

const all = async (caller: ReturnType<typeof newCaller>, filter: Omit<VerdictFilter, 'limit'>, limit = 2): Promise<string[]> => {
  const ids: string[] = [];
  let after: JsonObject | undefined;
  for (let pages = 0; pages < 50; pages += 1) {
    const page = await listVerdicts(deps, caller, { ...filter, limit, after });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    ids.push(...page.items.map(({ id }) => id));
    if (page.next === undefined) return ids;
    after = JSON.parse(JSON.stringify(page.next));
  }
  throw new Error('the pages do not end');
};

it('lists by every filter and any of them together, over days and pages', async () => {
  const caller = newCaller();
  type Row = { id: string; at: number; decision: Decision; policy: string; repository: string; subject: Digest };
  const rows: Row[] = [];
  const [decisions, policies, names] = [
    ['allow', 'deny', 'warn', 'unknown'],
    ['starter', 'restricted'],
    ['app', 'web', 'job'],
  ] as const;
  for (let n = 0; n < 24; n += 1) {
    now += 5 * hour;
    const [decision = 'allow', policy = '', name = ''] = [decisions[n % 4], policies[n % 2], names[n % 3]];
    const id = idOf(await record(caller.tenant, verdictOf({ decision, name: policy, subjects: [imageSubject(name)] })));
    rows.unshift({ id, at: now, decision, policy, repository: `registry.test/${name}`, subject: sha256(name) });
  }
  const some = [undefined, 7] as const;
  for (const decision of [undefined, 'deny', 'allow'] as const)
    for (const policy of [undefined, 'restricted'])
      for (const place of [undefined, 'repository', 'subject'] as const)
        for (const bound of some) {
          const since = bound && rows[18]?.at;
          const until = bound && rows[bound]?.at;
          const filter = {
            decision,
            policy,
            since,
            until,
            ...(place === 'repository' && { repository: 'registry.test/web' }),
            ...(place === 'subject' && { subject: sha256('web') }),
          };
          const expected = rows.filter(
            (row) =>
              (decision === undefined || row.decision === decision) &&
              (policy === undefined || row.policy === policy) &&
              (place === undefined || row.subject === sha256('web')) &&
              (since === undefined || row.at >= since) &&
              (until === undefined || row.at < until),
          );
          expect(await all(caller, filter), JSON.stringify(filter)).toEqual(expected.map(({ id }) => id));
        }
});

it('refuses a position of another list', async () => {
  const caller = newCaller();
  expect(await codeOf(listVerdicts(deps, caller, { limit: 1, after: { day: 3 } }))).toBe('invalid-cursor');
  expect(await codeOf(listVerdicts(deps, caller, { limit: 1, subject: sha256('a'), after: { day: 3 } }))).toBe('invalid-cursor');
});
