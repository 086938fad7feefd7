import { sha256 } from '../model/digest.ts';
import type { JsonObject } from '../model/json.ts';
import type { JudgedFinding, Verdict } from '../model/verdict.ts';
import { isForeignId } from '../policy/foreign/id.ts';
import { groupBy } from './group.ts';
import type { RenderContext, Report } from './report.ts';
import { checkOf, outcomeOf, placeOf, ruleOf } from './summary.ts';
import { visible } from './visible.ts';

type Result = 'pass' | 'fail' | 'warn' | 'error' | 'skip';
type Entry = { readonly namespace: string; readonly result: Result; readonly body: JsonObject };

// The first v1alpha2 schema knows these alone; the exact word is among the properties.
const severityWord = { critical: 'high', high: 'high', medium: 'medium', low: 'low', info: 'low', unknown: undefined } as const;

/** A List of PolicyReport, one for each namespace, and a ClusterPolicyReport for the rest; for `kubectl apply`. Source: wgpolicyk8s.io/v1alpha2. */
export const policyReport: Report = {
  name: 'policyreport',
  mediaTypes: ['application/vnd.wgpolicyk8s.policyreport+json'],
  extension: 'json',
  render: (verdict, context) => {
    const groups = groupBy(entriesOf(verdict), ({ namespace }) => namespace);
    const items = [...groups].flatMap(([namespace, entries]) =>
      pages(entries).map((page, index) => report(verdict, context, { namespace, index, entries: page })),
    );
    return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2)}\n`;
  },
};

// etcd takes 1.5 MiB a request; an object is kept with its managed fields. Source: etcd, `--max-request-bytes`.
const largestReport = 1_000_000;

/** As many entries as one object may hold, page by page. */
const pages = (entries: readonly Entry[]): readonly (readonly Entry[])[] => {
  const all: Entry[][] = [];
  let bytes = Infinity;
  for (const entry of entries) {
    const more = Buffer.byteLength(JSON.stringify(entry.body));
    if (bytes + more > largestReport) {
      all.push([]);
      bytes = 0;
    }
    bytes += more;
    all.at(-1)?.push(entry);
  }
  return all;
};

type Page = { readonly namespace: string; readonly index: number; readonly entries: readonly Entry[] };

const nameOf = (verdict: Verdict, index: number): string =>
  `plimsoll-${sha256(verdict.subjects.map(({ digest }) => digest).join()).slice(7, 17)}${index === 0 ? '' : `-${index + 1}`}`;

const report = (verdict: Verdict, context: RenderContext, { namespace, index, entries }: Page): JsonObject => ({
  apiVersion: 'wgpolicyk8s.io/v1alpha2',
  kind: namespace === '' ? 'ClusterPolicyReport' : 'PolicyReport',
  metadata: {
    name: nameOf(verdict, index),
    ...(namespace !== '' && { namespace }),
    labels: { 'app.kubernetes.io/managed-by': 'plimsoll' },
    annotations: {
      'plimsoll.dev/decision': verdict.decision,
      'plimsoll.dev/policy-digest': verdict.policy.digest,
      ...(context.verdictId && { 'plimsoll.dev/verdict': context.verdictId }),
    },
  },
  results: entries.map(({ body }) => body),
  summary: Object.fromEntries(
    (['pass', 'fail', 'warn', 'error', 'skip'] as const).map((result) => [
      result,
      entries.filter((entry) => entry.result === result).length,
    ]),
  ),
});

const entriesOf = (verdict: Verdict): readonly Entry[] => {
  const common = commonMembers(verdict);
  const entries = [
    ...verdict.findings.map((finding) => findingEntry(verdict, finding, common)),
    ...verdict.errors.map(
      ({ code, message }): Entry => ({
        namespace: '',
        result: 'error',
        body: { ...common, rule: visible(code), result: 'error', message: visible(message) },
      }),
    ),
    ...verdict.notEvaluated.map(({ rule, object, reason }): Entry => {
      const target = resourceOf(object);
      return {
        namespace: target.namespace,
        result: 'skip',
        body: { ...common, ...target.members, rule: visible(rule), result: 'skip', message: visible(reason) },
      };
    }),
  ];
  if (entries.length > 0) return entries;
  return [{ namespace: '', result: 'pass', body: { ...common, result: 'pass', message: 'No findings.' } }];
};

const commonMembers = ({ policy, evaluatedAt }: Verdict): JsonObject => ({
  policy: visible(policy.name) || 'unnamed',
  source: 'plimsoll',
  timestamp: { seconds: Math.floor(Date.parse(evaluatedAt) / 1000), nanos: 0 },
});

const resultOf = (finding: JudgedFinding): Result => {
  switch (outcomeOf(finding)) {
    case 'deny':
      return 'fail';
    case 'warn':
    case 'note':
      return 'warn';
    case 'waived':
      return 'skip';
  }
};

// Policy Reporter keeps one result an id, and makes one of policy, rule, object and message where none is given. Source: kyverno/policy-reporter, `GetID`.
const resultId = (verdict: Verdict, { fingerprint, subject }: JudgedFinding): string =>
  sha256(JSON.stringify([nameOf(verdict, 0), verdict.policy.name, fingerprint, subject])).slice(7, 23);

const findingEntry = (verdict: Verdict, finding: JudgedFinding, common: JsonObject): Entry => {
  const result = resultOf(finding);
  const target = resourceOf(finding.object);
  const severity = severityWord[finding.severity];
  const properties = {
    resultID: resultId(verdict, finding),
    place: placeOf(verdict, finding),
    severity: finding.severity,
    remediation: finding.remediation,
    aliases: finding.aliases.join(' '),
    ...(finding.container && { container: finding.container }),
    ...(finding.waiver && { waiver: finding.waiver.id }),
  };
  return {
    namespace: target.namespace,
    result,
    body: {
      ...common,
      ...target.members,
      rule: visible(checkOf(finding)) || 'unnamed',
      category: ruleOf(finding, {})?.category ?? (isForeignId(finding.rule) ? 'admission' : 'general'),
      result,
      scored: finding.mode === 'enforce',
      ...(severity && { severity }),
      message: visible(finding.message),
      properties: Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, visible(value)])),
    },
  };
};

const namespaceForm = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** An object's id taken apart: `apps/v1/Deployment/production/api`, `v1/Pod/web`. What has another form belongs to no namespace. */
const resourceOf = (object: string | undefined): { readonly namespace: string; readonly members: JsonObject } => {
  const [, apiVersion, kind, namespace, name] = /^((?:[^/]+\/)?v\d[^/]*)\/([^/]+)\/(?:([^/]+)\/)?([^/]+)$/.exec(object ?? '') ?? [];
  if (apiVersion === undefined || kind === undefined || name === undefined) return { namespace: '', members: {} };
  const valid = namespace !== undefined && namespaceForm.test(namespace) ? namespace : '';
  const resource = { apiVersion: visible(apiVersion), kind: visible(kind), name: visible(name), ...(valid !== '' && { namespace: valid }) };
  return { namespace: valid, members: { resources: [resource] } };
};
