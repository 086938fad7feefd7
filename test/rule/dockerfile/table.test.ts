import { describe, expect, it } from 'vitest';
import { judge, linesOf } from './judge.ts';

/** Rule, what the row shows, the file behind `FROM debian:12`, and the lines found. */
type Row = readonly [rule: string, shows: string, text: string, lines: readonly number[]];

const table = (rows: readonly Row[]): void => {
  it.each(rows)('%s: %s', (rule, _, text, lines) => {
    expect(linesOf(rule, /^FROM /m.test(text) ? text : `FROM debian:12\n${text}`)).toEqual(lines);
  });
};

describe('base images', () => {
  table([
    ['df-base-tag', 'a registry with a port is no tag', 'FROM registry.example.com:5000/app\n', [1]],
    ['df-base-tag', 'a digest is as good', 'FROM app@sha256:0123456789012345678901234567890123456789012345678901234567890123\n', []],
    ['df-base-tag', 'a stage needs none', 'FROM app:1 AS base\nFROM base\nFROM BASE\n', []],
    ['df-base-tag', 'an argument decides', 'ARG BASE\nFROM $BASE\n', []],
    ['df-base-tag', 'its default counts', 'ARG BASE=app\nFROM $BASE\n', [2]],
    ['df-base-latest', 'by default of an argument', 'ARG TAG=latest\nFROM app:$TAG\n', [2]],
    ['df-base-latest', 'a name that begins alike', 'FROM app:latest-slim\n', []],
    ['df-platform-flag', 'in its variable', `FROM --platform=\${BUILDPLATFORM:-linux/amd64} app:1\n`, []],
    ['df-platform-mismatch', 'another namespace', 'FROM --platform=linux/arm64 amd64/alpine:3\n', [1]],
    ['df-arg-undefined-from', 'declared in the stage only', 'FROM app:1\nARG B=x\nFROM $B\n', [3]],
    ['df-arg-default', 'empty in the middle', 'ARG A\nFROM reg.example.com/$A/x:1\n', [2]],
    ['df-base-registry', 'the Hub is not refused by default', 'FROM docker.io/acme/x:1\n', []],
  ]);
});

describe('stages', () => {
  table([
    ['df-stage-duplicate', 'the third of a name', 'FROM a:1 AS x\nFROM a:1 AS y\nFROM a:1 AS X\n', [3]],
    ['df-copy-from-self', 'by number', 'FROM a:1\nFROM a:1\nCOPY --from=1 x y\n', [3]],
    ['df-copy-from-unknown', 'a later stage', 'FROM a:1\nCOPY --from=late x /y\nFROM a:1 AS late\n', [2]],
    ['df-copy-from-unknown', 'a number that is too high', 'FROM a:1\nCOPY --from=3 x /y\n', [2]],
    ['df-copy-whole-fs', 'with a star', 'FROM a:1 AS b\nFROM a:1\nCOPY --from=b /* /x/\n', [3]],
    ['df-stage-unused', 'through a mount', 'FROM a:1 AS b\nFROM a:1\nRUN --mount=type=bind,source=/x,from=B,target=/y true\n', []],
    ['df-stage-unused', 'a chain that ends nowhere', 'FROM a:1 AS b\nFROM b AS c\nFROM a:1\n', [1, 2]],
    ['df-consecutive-run', 'each but the first', 'RUN a\nRUN b\nRUN c\n', [3, 4]],
    ['df-base-smaller', 'only in the last stage', 'FROM python:3.12 AS b\nFROM python:3.12-alpine\n', []],
    ['df-build-tools', 'in a stage that does not ship', 'FROM debian:12 AS b\nRUN apt-get install -y gcc\nFROM scratch\n', []],
  ]);
});

describe('runtime', () => {
  table([
    ['df-user-root', 'by number with a group', 'USER 0:0\n', [2]],
    ['df-user-root', 'by an argument', 'ARG U=root\nUSER $U\n', [3]],
    ['df-user-root', 'an argument that is not known', 'ARG U\nUSER $U\n', []],
    ['df-user-root', 'in the stage below', 'FROM a:1 AS b\nUSER app\nFROM b\n', []],
    ['df-user-root', 'of a base that says so', 'FROM gcr.io/distroless/static:nonroot\n', []],
    ['df-user-root', 'in another stage', 'FROM a:1 AS b\nUSER app\nFROM a:1\n', [3]],
    ['df-user-root', 'in a trigger', 'ONBUILD USER app\n', [1]],
    ['df-user-numeric', 'of the last USER only', 'USER app\nUSER 10001\n', []],
    ['df-user-numeric', 'Windows has no numbers', 'USER ContainerUser\n', []],
    ['df-user-root', 'of Windows, whatever its case', 'USER containeradministrator\n', [2]],
    ['df-healthcheck-missing', 'NONE is a decision', 'HEALTHCHECK NONE\n', []],
    ['df-healthcheck-tool', 'a list in an image without a shell', 'FROM scratch\nHEALTHCHECK CMD ["/app", "health"]\n', []],
    ['df-healthcheck-tool', 'a tool that nothing installs', 'FROM node:20-slim\nHEALTHCHECK CMD ["/usr/bin/curl", "x"]\n', [2]],
    ['df-healthcheck-tool', 'a tool that busybox has', 'FROM alpine:3\nHEALTHCHECK CMD wget -q x\n', []],
    ['df-healthcheck-tool', 'a tool that may come with a variable', 'ARG P\nRUN apt-get install -y $P\nHEALTHCHECK CMD curl x\n', []],
    ['df-healthcheck-tool', 'an image that may have it', 'FROM acme/base:1\nHEALTHCHECK CMD curl x\n', []],
    ['df-cmd-multiple', 'each but the last', 'CMD ["a"]\nCMD ["b"]\nCMD ["c"]\n', [2, 3]],
    ['df-exec-form', 'of each', 'ENTRYPOINT app\nCMD ["x"]\n', [2]],
    ['df-expose-ssh', 'in a range', 'EXPOSE 20-25\n', [2]],
    ['df-expose-ssh', 'by an argument', 'ARG P=22\nEXPOSE $P/tcp\n', [3]],
    ['df-expose-range', 'mappings and addresses', 'EXPOSE 80:80\nEXPOSE 127.0.0.1:80\nEXPOSE 90-80\nEXPOSE 80/http\n', [2, 3, 4, 5]],
    ['df-workdir-absolute', 'by an argument', 'ENV D=app\nWORKDIR $D/x\n', [3]],
    [
      'df-workdir-system',
      'every folder of the kernel',
      'WORKDIR /proc\nWORKDIR /dev/shm\nWORKDIR /devices\nVOLUME ["/etc", "/data"]\nVOLUME /\n',
      [2, 3, 5, 6],
    ],
    ['df-first-instruction', 'ARG may come first', 'ARG A=1\nFROM a:1\n', []],
  ]);
});

describe('copies', () => {
  table([
    [
      'df-add-copy',
      'archives, addresses, repositories and history',
      'ADD a.tar.gz b.tgz /x/\nADD https://e.com/x /y\nADD git@github.com:a/b.git /z\nADD file:abc in /\n',
      [],
    ],
    ['df-add-copy', 'one ordinary file among others', 'ADD a.zip /x\nADD a.jar /y\n', [2, 3]],
    ['df-add-remote', 'a branch of git', 'ADD https://github.com/a/b.git#main /x\n', [2]],
    ['df-copy-trailing-slash', 'in JSON, and heredocs count', 'COPY ["a", "b", "c"]\nCOPY <<A <<B x\nA\nB\n', [2, 3]],
    ['df-copy-relative', 'WORKDIR after it', 'COPY a b\nWORKDIR /x\nCOPY a b\n', [2]],
    ['df-add-archive', 'only what is unpacked', 'COPY a.tar.gz b.tar.gz /x/\nRUN tar xf /x/b.tar.gz\n', [2]],
    ['df-copy-order', 'pip with requirements', 'COPY . .\nRUN pip install -r requirements.txt\n', [2]],
    ['df-onbuild', 'MAINTAINER', 'ONBUILD MAINTAINER a\n', [2]],
  ]);
});

describe('secrets', () => {
  table([
    ['df-secret-arg-env', 'names', 'ENV DB_PASSWORD=x\nARG API_KEY\nENV A=1 GITHUB_TOKEN=x\nENV password x\n', [2, 3, 4, 5]],
    ['df-secret-arg-env', 'names that only sound alike', 'ENV KEYBOARD=de TOKENIZER=x PUBLIC_KEY=x MONKEY=1 AUTHOR=a SECRETARY=b\n', []],
    ['df-secret-arg-env', 'paths to secrets', 'ENV DB_PASSWORD_FILE=/run/secrets/x GOOGLE_APPLICATION_CREDENTIALS=/run/x.json\n', []],
    ['df-secret-arg-env', 'a path to a file that was copied', 'COPY . .\nENV GOOGLE_APPLICATION_CREDENTIALS="./key.json"\n', [3]],
    ['df-secret-arg-env', 'client prefixes', 'ARG VITE_AWS_SECRET_ACCESS_KEY\nARG NEXT_PUBLIC_AWS_SECRET_ACCESS_KEY\n', [2, 3]],
    [
      'df-secret-arg-env',
      'values',
      'ENV A=AKIAIOSFODNN7EXAMPLE\nLABEL b=ghp_0123456789abcdefghijABCDEFGHIJ012345\nENV C=postgres://u:hunter2@db/x\nENV D=postgres://u:$PW@db/x\n',
      [2, 3, 4],
    ],
    [
      'df-secret-arg-env',
      'files',
      'COPY .env id_rsa /x/\nCOPY .env.example ca.pem key.pub /x/\nCOPY --from=b .env /x\nADD .aws/credentials /x\n',
      [2, 2, 5],
    ],
    [
      'df-secret-arg-env',
      'commands',
      'RUN export NPM_TOKEN=abc && npm ci\nRUN aws configure set aws_secret_access_key x\nRUN az login -p x\nRUN az login --identity\nRUN TOKEN=$(cat /run/secrets/t) x\n',
      [2, 3, 4],
    ],
    [
      'df-secret-arg-env',
      'commands with a secret mount',
      'RUN --mount=type=secret,id=k gcloud auth activate-service-account --key-file=/run/secrets/k\n',
      [],
    ],
  ]);

  it('are never repeated in a message', () => {
    const text = 'FROM a:1\nENV A=AKIAIOSFODNN7EXAMPLE\nRUN curl https://u:hunter2@e.com/x\nRUN export API_TOKEN=s3cr3tvalue\n';
    const said = JSON.stringify(judge(text).map(({ message, remediation }) => [message, remediation]));
    expect(said).not.toMatch(/AKIAIOSFODNN7EXAMPLE|hunter2|s3cr3tvalue/);
  });
});
