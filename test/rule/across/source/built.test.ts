import { describe, expect, it } from 'vitest';
import { builtDiffers } from '../../../../lib/rule/across/source/built.ts';
import { builtBase } from '../../../../lib/rule/across/source/built-base.ts';
import { runRules } from '../../../../lib/rule/run.ts';
import { changeOf, dockerfileOf } from '../../change.ts';
import { evidenceOf } from '../../image/evidence.ts';

const base = 'org.opencontainers.image.base';
type Config = NonNullable<Parameters<typeof evidenceOf>[0]>['config'];

const lines = (rule: typeof builtDiffers, dockerfile: string, config: Config = {}, copies = 1): number[] => {
  const file = dockerfileOf(dockerfile.split('\n'));
  const change = changeOf({
    dockerfiles: Array.from({ length: copies }, () => ({ subject: 0, file })),
    images: [{ subject: 1, evidence: evidenceOf({ ...(config && { config }) }) }],
  });
  const { findings } = runRules(change, [{ rule, severity: null, mode: 'enforce', params: {} }]);
  expect(findings.every(({ subject }) => subject === 0)).toBe(true);
  return findings.flatMap(({ location }) => (location.kind === 'source' ? [location.line] : []));
};

describe('the image is what the Dockerfile says', () => {
  const same = 'FROM a:1\nUSER 10001:10001\nEXPOSE 8080\nENTRYPOINT ["/app/server"]\nHEALTHCHECK CMD /app/server --health';
  it.each<[string, string, Config, number[]]>([
    ['all the same', same, {}, []],
    ['another user', 'FROM a:1\nUSER 10002', {}, [2]],
    ['no user in the image', 'FROM a:1\nUSER app', { user: '' }, [2]],
    ['a user that a variable decides', 'FROM a:1\nARG U\nUSER $U', {}, []],
    ['a user of an earlier stage only', 'FROM a:1 AS b\nUSER 5\nFROM a:1', {}, []],
    ['the user of the stage below', 'FROM a:1 AS b\nUSER 5\nFROM b', {}, [2]],
    ['another entrypoint', 'FROM a:1\nENTRYPOINT ["/app/serve"]', {}, [2]],
    ['a shell form', 'FROM a:1\nENTRYPOINT /app/serve', {}, []],
    ['another command', 'FROM a:1\nENTRYPOINT ["/app/server"]\nCMD ["-v"]', {}, [3]],
    ['a command that an entrypoint takes back', 'FROM a:1 AS b\nCMD ["-v"]\nFROM b\nENTRYPOINT ["/app/server"]', {}, []],
    ['a health check that is not there', 'FROM a:1\nHEALTHCHECK CMD x', { healthcheck: null }, [2]],
    ['a health check that should not be there', 'FROM a:1\nHEALTHCHECK NONE', {}, [2]],
    ['none and none', 'FROM a:1\nHEALTHCHECK NONE', { healthcheck: ['NONE'] }, []],
    ['a label that is not there', 'FROM a:1\nLABEL a=b org.opencontainers.image.version=2', {}, [2]],
    ['a port that is not there', 'FROM a:1\nEXPOSE 8080 9090/udp', {}, [2]],
    ['a port in a variable, and one of another stage', 'FROM a:1\nEXPOSE 1\nFROM a:1\nARG P\nEXPOSE $P', {}, []],
  ])('%s', (_, dockerfile, config, expected) => {
    expect(lines(builtDiffers, dockerfile, config)).toEqual(expected);
  });

  it('says nothing when nobody knows which Dockerfile it is', () => {
    expect(lines(builtDiffers, 'FROM a:1\nUSER 5', {}, 2)).toEqual([]);
  });
});

describe('the base', () => {
  it.each<[string, string, Config, number[]]>([
    ['the same by its long name', 'FROM debian:12', { labels: { [`${base}.name`]: 'docker.io/library/debian:12' } }, []],
    ['another', 'FROM debian:12', { labels: { [`${base}.name`]: 'docker.io/library/debian:11' } }, [1]],
    ['that of the stage below', 'FROM debian:12 AS a\nFROM a', { labels: { [`${base}.name`]: 'alpine:3' } }, [1]],
    ['not told', 'FROM debian:12', {}, []],
    ['another digest', `FROM debian:12@sha256:${'1'.repeat(64)}`, { labels: { [`${base}.digest`]: `sha256:${'2'.repeat(64)}` } }, [1]],
    ['the same digest', `FROM debian:12@sha256:${'1'.repeat(64)}`, { labels: { [`${base}.digest`]: `sha256:${'1'.repeat(64)}` } }, []],
    ['scratch', 'FROM scratch', { labels: {} }, []],
  ])('%s', (_, dockerfile, config, expected) => {
    expect(lines(builtBase, dockerfile, config)).toEqual(expected);
  });
});
