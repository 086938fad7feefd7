import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../lib/model/finding.ts';
import type { TextEdit } from '../../../lib/model/patch.ts';
import { dockerfileRules } from '../../../lib/rule/dockerfile/index.ts';
import { judge } from './judge.ts';

const safeEdits = (findings: readonly Finding[]): { rule: string; edits: readonly TextEdit[] }[] =>
  findings.flatMap(({ rule, patch }) => (patch?.kind === 'text' && patch.safe ? [{ rule, edits: patch.edits }] : []));

/** Writes every safe patch that touches nothing an earlier one touched. */
const applyOnce = (text: string, rules?: ReadonlySet<string>): string => {
  const chosen: TextEdit[] = [];
  for (const { rule, edits } of safeEdits(judge(text))) {
    if (rules && !rules.has(rule)) continue;
    const clash = edits.some((edit) => chosen.some((other) => edit.start <= other.end && other.start <= edit.end));
    if (!clash) chosen.push(...edits);
  }
  return chosen
    .sort((a, b) => b.start - a.start)
    .reduce((current, { start, end, text: insert }) => current.slice(0, start) + insert + current.slice(end), text);
};

const fix = (text: string): string => {
  let current = text;
  for (let round = 0; round < 12; round++) {
    const next = applyOnce(current);
    if (next === current) break;
    current = next;
  }
  return current;
};

const instruction = fc.constantFrom(
  'RUN apt-get update && apt-get install curl',
  'RUN ["apt-get", "install", "curl"]',
  'RUN apt update && \\\n    apt install \\\n    # why\n\n    curl git',
  'RUN yum install httpd && yum install vim',
  'RUN microdnf install a',
  'RUN zypper install a',
  'RUN apk add bash',
  'RUN pip install requests==2.31.0; pip3 install x==1',
  'RUN python3 -m pip install x==1 | cat',
  'RUN (yarn install)',
  'RUN yarn && true',
  'RUN wget https://example.com/x',
  'RUN sh -c "apt install x"',
  'RUN <<EOF\napt-get update\napt-get install x\nwget https://example.com/y\nEOF',
  'MAINTAINER Ada <ada@example.com>',
  'ENV NAME some value',
  'ENV PLAIN value',
  'LABEL a b c',
  'EXPOSE 80/TCP "90/Udp"',
  'CMD /app/server --port 8080',
  'ENTRYPOINT top -b',
  'CMD echo "$HOME"',
  'WORKDIR /app',
  'WORKDIR src',
  'ADD a b',
  'add ["a", "b"]',
  'COPY a b c',
  'COPY ["a", "b", "c"]',
  'HEALTHCHECK CMD true',
  'ONBUILD run apt-get install x',
);
const from = fc.constantFrom(
  'FROM debian:12 as Build',
  'FROM --platform=$TARGETPLATFORM alpine:3.19',
  'from alpine:3.19 AS two',
  'FROM Build',
);
const dockerfile = fc
  .tuple(
    from,
    fc.array(fc.oneof({ weight: 6, arbitrary: instruction }, { weight: 1, arbitrary: from }), { maxLength: 8 }),
    fc.constantFrom('\n', '\r\n'),
  )
  .map(([first, rest, feed]) => `${[first, ...rest].join('\n')}\n`.replaceAll('\n', feed));

describe('safe patches', () => {
  it('leave no finding that has one', () => {
    fc.assert(
      fc.property(dockerfile, (text) => {
        expect(safeEdits(judge(fix(text)))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('of one rule take away every patched finding of that rule and bring no other', () => {
    fc.assert(
      fc.property(dockerfile, fc.constantFrom(...dockerfileRules.map(({ id }) => id)), (text, rule) => {
        const before = judge(text);
        if (!safeEdits(before).some((patched) => patched.rule === rule)) return;
        const count = (findings: readonly Finding[], id: string) => findings.filter((finding) => finding.rule === id).length;
        const after = judge(applyOnce(text, new Set([rule])));
        expect(count(after, rule)).toBeLessThan(count(before, rule));
        for (const { id, severity } of dockerfileRules) {
          if (id !== rule && severity !== 'info' && severity !== 'low') expect(count(after, id)).toBeLessThanOrEqual(count(before, id));
        }
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    [
      'options behind the verb',
      'FROM debian:12\nRUN apt-get install \\\n  curl\n',
      'df-apt-yes',
      'FROM debian:12\nRUN apt-get install -y \\\n  curl\n',
    ],
    [
      'options in an exec form',
      'FROM debian:12\nRUN ["apt-get", "install", "curl"]\n',
      'df-apt-yes',
      'FROM debian:12\nRUN ["apt-get", "install", "-y", "curl"]\n',
    ],
    [
      'a command at the end of its list',
      'FROM fedora:40\nRUN dnf install -y a && true\n',
      'df-dnf-clean',
      'FROM fedora:40\nRUN dnf install -y a && dnf clean all && true\n',
    ],
    ['a plain command as a list', 'FROM debian:12\nCMD /app --port 80\n', 'df-exec-form', 'FROM debian:12\nCMD ["/app", "--port", "80"]\n'],
    [
      'a relative folder whole',
      'FROM debian:12\nWORKDIR /a\nWORKDIR b/../c\n',
      'df-workdir-absolute',
      'FROM debian:12\nWORKDIR /a\nWORKDIR /a/c\n',
    ],
    ['a label for MAINTAINER', 'FROM a:1\nMAINTAINER Ada\n', 'df-maintainer', 'FROM a:1\nLABEL org.opencontainers.image.authors="Ada"\n'],
    ['a name everywhere', 'FROM a:1 AS B\nFROM B\nCOPY --from=B x /x\n', 'df-stage-casing', 'FROM a:1 AS b\nFROM b\nCOPY --from=b x /x\n'],
    ['name=value', 'FROM a:1\nENV A b $C\r\n', 'df-env-legacy', 'FROM a:1\nENV A="b $C"\r\n'],
    ['nothing for an empty line', 'FROM a:1\nRUN a \\\r\n\r\n b\n', 'df-empty-continuation', 'FROM a:1\nRUN a \\\r\n b\n'],
  ])('write %s', (_, text, rule, expected) => {
    expect(applyOnce(text, new Set([rule]))).toBe(expected);
  });

  it.each([
    ['a script in quotes', 'FROM debian:12\nRUN sh -c "apt-get install curl"\n', 'df-apt-yes'],
    ['a list that would not run alike', 'FROM debian:12\nCMD echo $HOME && exec app\n', 'df-exec-form'],
    ['a value in quotes', 'FROM a:1\nENV A "b" c\n', 'df-env-legacy'],
    ['a command in a pipe', 'FROM fedora:40\nRUN dnf install -y a | tee log\n', 'df-dnf-clean'],
  ])('are not made for %s', (_, text, rule) => {
    const found = judge(text).filter((finding) => finding.rule === rule);
    expect(found.map(({ patch }) => patch)).toEqual([null]);
  });
});
