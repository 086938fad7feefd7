import { describe, expect, it } from 'vitest';
import { parseBundle } from '../../../lib/manifest/parse.ts';
import { waiversIn } from '../../../lib/rule/kubernetes/suppression.ts';

const read = (text: string) => waiversIn(parseBundle([{ name: 'a.yaml', text }], 2), Date.parse('2026-06-01'));
const pod = (annotation: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  annotations:\n    ${annotation}\nspec:\n  containers:\n    - name: app\n      image: a\n`;

describe('waiversIn', () => {
  it.each([
    [
      'waive.plimsoll.dev/host-pid: "needs it; until 2027-01-31"',
      { scope: { rule: 'host-pid', object: 'v1/Pod/web' }, reason: 'needs it', expiresAt: '2027-01-31T23:59:59Z', origin: 'annotation' },
    ],
    [
      'waive.plimsoll.dev/privileged.app: driver',
      { scope: { rule: 'privileged', object: 'v1/Pod/web', container: 'app' }, reason: 'driver' },
    ],
    ['checkov.io/skip1: CKV_K8S_20=not needed', { scope: { rule: 'CKV_K8S_20', object: 'v1/Pod/web' }, reason: 'not needed' }],
    [
      'ignore-check.kube-linter.io/no-read-only-root-fs: writes a cache',
      { scope: { rule: 'no-read-only-root-fs' }, reason: 'writes a cache' },
    ],
    ['kube-score/ignore: pod-probes', { scope: { rule: 'pod-probes' }, reason: 'no reason given' }],
    ['polaris.fairwinds.com/hostPIDSet-exempt: "true"', { scope: { rule: 'hostPIDSet' } }],
    ['polaris.fairwinds.com/app.runAsPrivileged-exempt: "true"', { scope: { rule: 'runAsPrivileged', container: 'app' } }],
  ])('reads %s', (annotation, expected) => {
    const { waivers, problems } = read(pod(annotation));
    expect(problems).toEqual([]);
    expect(waivers).toHaveLength(1);
    expect(waivers[0]).toMatchObject({ ...expected, author: 'a.yaml' });
  });

  it.each([
    ['unknown-rule', 'waive.plimsoll.dev/host-pdi: x', 6],
    ['unknown-rule', 'checkov.io/skip1: nonsense', 6],
    ['waiver-ended', 'waive.plimsoll.dev/host-pid: needed until 2026-05-31', 6],
    ['waiver-ended', 'waive.plimsoll.dev/host-pid: until 2027-13-45 needed', 6],
    ['waiver-too-broad', 'kube-linter.io/ignore-all: "all of it"', 6],
    ['waiver-too-broad', 'polaris.fairwinds.com/exempt: "true"', 6],
  ])('%s: %s waives nothing and says where', (code, annotation, line) => {
    expect(read(pod(annotation))).toMatchObject({ waivers: [], problems: [{ code, line, subject: 2 }] });
  });

  it.each(['polaris.fairwinds.com/hostPIDSet-exempt: "false"', 'polaris.fairwinds.com/exempt: "false"', 'example.com/skip: CKV_K8S_20'])(
    'leaves %s alone',
    (annotation) => {
      expect(read(pod(annotation))).toEqual({ waivers: [], problems: [] });
    },
  );

  it('reads comments, for the container in which they stand', () => {
    const { waivers } = read(`# plimsoll: ignore host-pid, host-ipc debugging until 2027-03-01
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: a
      # trivy:ignore:AVD-KSV-0017:exp:2027-02-01
      image: x
    - name: b # checkov:skip=CKV_K8S_16:a driver
      image: "y # plimsoll: not a wish"
`);
    expect(waivers.map(({ scope, reason, expiresAt, origin }) => [scope.rule, scope.container, reason, expiresAt, origin])).toEqual([
      ['host-pid', undefined, 'debugging', '2027-03-01T23:59:59Z', 'comment'],
      ['host-ipc', undefined, 'debugging', '2027-03-01T23:59:59Z', 'comment'],
      ['AVD-KSV-0017', 'a', 'no reason given', '2027-02-01T23:59:59Z', 'comment'],
      ['CKV_K8S_16', 'b', 'a driver', undefined, 'comment'],
    ]);
  });

  it('tells a day in another order than ours, and takes a version for no day', () => {
    const one = (reason: string) => read(pod(`waive.plimsoll.dev/host-pid: ${reason}`));
    expect(one('needed until 31.1.2030')).toMatchObject({ waivers: [], problems: [{ code: 'waiver-ended' }] });
    expect(one('needed until 1.2.3 is out')).toMatchObject({ waivers: [{ reason: 'needed until 1.2.3 is out' }], problems: [] });
  });

  it.each([`x${' '.repeat(250_000)}x`, `${' ;'.repeat(125_000)}x`, 'exp '.repeat(60_000)])(
    'reads a reason of a quarter of a million characters at once',
    (reason) => {
      const { waivers } = read(pod(`waive.plimsoll.dev/host-pid: "${reason}"`));
      expect(waivers.map((one) => one.reason)).toEqual([reason.replace(/^[ ;]*/, '').trimEnd()]);
    },
  );

  it.each([
    ['why (until 2027-01-31)', 'why'],
    ['why , exp: 2027-01-31; more', 'why ; more'],
    ['until 2027-01-31', 'no reason given'],
    [' -- why : ', 'why'],
  ])('leaves of "%s" the reason', (text, reason) => {
    expect(read(pod(`waive.plimsoll.dev/host-pid: "${text}"`)).waivers.map((one) => one.reason)).toEqual([reason]);
  });
});
