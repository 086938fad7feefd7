import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpolate } from '../../lib/compose/interpolate.ts';
import { parseCompose } from '../../lib/compose/parse.ts';
import { separateCompose } from '../../lib/compose/recognise.ts';

const web = 'services:\n  web:\n    image: a:1\n';
const isCompose = (name: string, text: string): boolean => separateCompose([{ name, text }]).compose.length === 1;

describe('which files are Compose', () => {
  it.each<[string, string, boolean]>([
    ['compose.yaml', 'include: [a.yaml]\n', true],
    ['deploy/docker-compose.prod.yml', web, true],
    ['docker-compose.yml', 'services: [\n', true],
    ['stack.yml', web, true],
    ['<stdin>', `version: "3"\n${web}`, true],
    ['stack.json', '{\n "services": {"web": {"build": "."}}}', true],
    ['compose.yaml', 'apiVersion: v1\nkind: Pod\n', false],
    ['services.yaml', 'services:\n  App\\Kernel:\n    arguments: [a]\n', false],
    ['.gitlab-ci.yml', 'services:\n  - docker:dind\n', false],
    ['cr.yaml', `apiVersion: a/v1\nkind: X\n${web}`, false],
    ['decompose.yaml', 'a: b\n', false],
  ])('%s %j: %s', (name, text, expected) => {
    expect(isCompose(name, text)).toBe(expected);
  });
});

describe('variables', () => {
  it.each<[string, string | null]>([
    ['a', 'a'],
    ['$$A', '$A'],
    ['$A', null],
    ['\u0024{A}', null],
    ['x\u0024{A:-b}y', 'xby'],
    ['\u0024{A-}', ''],
    ['\u0024{A:-\u0024{B:-c}}', 'c'],
    ['\u0024{A:?no}', null],
    ['\u0024{A:+b}', ''],
    ['\u0024{A', null],
    ['5$', '5$'],
  ])('%s is %s', (text, expected) => {
    expect(interpolate(text)).toBe(expected);
  });
});

it('refuses services that are no mapping, at their line', () => {
  const problemsOf = (text: string) => parseCompose({ name: 'c.yaml', text }, 0).problems.map(({ code, line }) => [code, line]);
  expect(problemsOf('name: x\nservices:\n  - a\n')).toEqual([['compose-invalid', 2]]);
  expect(problemsOf('services:\n  a: {image: "x:1"}\n  b: 3\n')).toEqual([['compose-invalid', 3]]);
  expect(problemsOf('services:\n  a:\nvolumes: {}\n')).toEqual([]);
});

it('says where a text cannot be read, and reads the rest', () => {
  const { documents, problems } = parseCompose({ name: 'c.yaml', text: `${web}---\na: [1\n---\n- 1\n` }, 2);
  expect(documents.map(({ services }) => services.map(({ name }) => name))).toEqual([['web']]);
  expect(problems.map(({ code, subject, line }) => [code, subject, line])).toEqual([
    ['invalid-yaml', 2, expect.any(Number)],
    ['not-an-object', 2, expect.any(Number)],
  ]);
});

it('ends a circle of extends', () => {
  const { documents } = parseCompose({ name: 'c', text: 'services:\n  a: {extends: b}\n  b: {extends: {service: a}}\n' }, 0);
  expect(documents[0]?.services.every(({ bases }) => bases.length <= 10)).toBe(true);
});

it('never throws', () => {
  const piece = fc.constantFrom(
    'services:',
    '\n',
    '  ',
    'a:',
    ' {',
    '}',
    '[',
    '- ',
    '"',
    '&x',
    '*x',
    '<<: ',
    '\u0024{',
    ':-',
    '$',
    'extends: a',
    '\t',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 60 }).map((parts) => parts.join('')),
      ),
      (text) => {
        parseCompose({ name: 'compose.yaml', text }, 0);
        separateCompose([{ name: 'x.yaml', text }]);
        interpolate(text);
      },
    ),
    { numRuns: 500 },
  );
});
