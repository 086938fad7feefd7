import { expect, it } from 'vitest';
import { parseBundle } from '../../../../lib/manifest/parse.ts';
import { sourceReadOnly } from '../../../../lib/rule/across/source/read-only.ts';
import { sourcePort, sourceUser } from '../../../../lib/rule/across/source/running.ts';
import { runRules } from '../../../../lib/rule/run.ts';
import { changeOf, dockerfileOf } from '../../change.ts';

const settings = [sourcePort, sourceReadOnly, sourceUser].map((rule) => ({ rule, severity: null, mode: 'enforce' as const, params: {} }));

const judge = (dockerfile: string, container: string, more = ''): string[] => {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - {name: c, image: a:1, ${container}}\n${more}`;
  const bundle = parseBundle([{ name: 'pod.yaml', text }], 1);
  expect(bundle.problems).toEqual([]);
  const dockerfiles = [{ subject: 0, file: dockerfileOf(dockerfile.split('\n')) }];
  return runRules(changeOf({ bundle, dockerfiles }), settings).findings.map(({ rule, location }) =>
    location.kind === 'source' ? `${rule.replace('across-source-', '')} ${location.pointer?.replace('/spec/containers/0', '')}` : rule,
  );
};

const nonRoot = 'securityContext: {runAsNonRoot: true}';
const readOnly = 'securityContext: {readOnlyRootFilesystem: true}';

it.each<[string, string, string, string[]]>([
  ['a port that is not exposed', 'FROM a:1\nEXPOSE 80', 'ports: [{containerPort: 81}]', ['port /ports/0/containerPort']],
  ['a port of a range', 'FROM a:1\nEXPOSE 80-90', 'ports: [{containerPort: 81}]', []],
  ['another protocol', 'FROM a:1\nEXPOSE 53', 'ports: [{containerPort: 53, protocol: UDP}]', ['port /ports/0/containerPort']],
  ['arguments may move the port', 'FROM a:1\nEXPOSE 80', 'args: [x], ports: [{containerPort: 81}]', []],
  ['nothing exposed', 'FROM a:1', 'ports: [{containerPort: 81}]', []],
  ['USER root', 'FROM a:1\nUSER root', nonRoot, ['user ']],
  ['USER is a name', 'FROM a:1\nUSER app', nonRoot, ['user ']],
  ['USER is a number', 'FROM a:1\nUSER 10001:0', nonRoot, []],
  ['the base decides', 'FROM a:1', nonRoot, []],
  ['runAsUser is set', 'FROM a:1\nUSER app', 'securityContext: {runAsNonRoot: true, runAsUser: 5}', []],
  ['a volume', 'FROM a:1\nVOLUME ["/data", "/more"]', `${readOnly}, volumeMounts: [{name: d, mountPath: /data}]`, ['read-only ']],
  ['a file that the entrypoint writes', 'FROM a:1\nENTRYPOINT app >> /var/log/app.log 2>/dev/null', readOnly, ['read-only ']],
  ['a script behind sh -c', 'FROM a:1\nCMD ["sh", "-c", "app > /run/app.pid"]', readOnly, ['read-only ']],
  ['a folder that is made for a user', 'FROM a:1\nRUN mkdir -p /app/cache && chown -R app:app /app/cache/', readOnly, ['read-only ']],
  ['a folder that anybody may write', 'FROM a:1\nRUN mkdir /x && chmod 1777 /x', readOnly, ['read-only ']],
  ['a folder that stays root’s', 'FROM a:1\nRUN mkdir /x && chown root /x && chmod 755 /x', readOnly, []],
  ['sources that a user owns', 'FROM a:1\nCOPY . /app\nRUN chown -R app /app', readOnly, []],
  ['a folder of another stage', 'FROM a:1\nRUN mkdir /x && chown app /x\nFROM a:1', readOnly, []],
  ['another command', 'FROM a:1\nENTRYPOINT app >> /var/log/app.log', `${readOnly}, command: [x]`, []],
  ['the root can be written', 'FROM a:1\nVOLUME /data', 'tty: true', []],
])('%s', (_, dockerfile, container, expected) => {
  expect(judge(dockerfile, container)).toEqual(expected);
});

it('says nothing where containers run several images', () => {
  expect(judge('FROM a:1\nUSER root', nonRoot, '    - {name: d, image: b:1}\n')).toEqual([]);
});
