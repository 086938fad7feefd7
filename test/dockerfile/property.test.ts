import { DockerfileParser } from 'dockerfile-ast';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedStages } from '../../lib/dockerfile/graph.ts';
import { parseIgnore } from '../../lib/dockerfile/ignore.ts';
import { parseDockerfile } from '../../lib/dockerfile/parse.ts';
import { scriptOf } from '../../lib/dockerfile/shell/script.ts';
import { commentWaivers } from '../../lib/dockerfile/suppression.ts';

const pieces = [
  'FROM ',
  'RUN ',
  'COPY ',
  'ARG ',
  'ENV ',
  'ONBUILD ',
  'USER ',
  ' AS ',
  '--mount=',
  '--from=',
  '<<E',
  '<<-"E"',
  'E',
  '\n',
  '\r\n',
  '\\\n',
  '`',
  '"',
  "'",
  '$',
  '${',
  '}',
  ':-',
  '#',
  '[',
  ']',
  ',',
  ' ',
  '\t',
  '&&',
  '|',
  '$(',
  ')',
  'sh -c ',
  'a',
  '\uFEFF',
  '\0',
  '# escape=`\n',
  'hadolint ignore=',
  'plimsoll:ignore ',
];
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 80 }).map((parts) => parts.join('')),
);

describe('any text', () => {
  it('is parsed without throwing, every offset in the file and every problem with its place', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const file = parseDockerfile({ name: 'D', text }, 3);
        let last = -1;
        for (const instruction of file.instructions) {
          expect(instruction.start).toBeGreaterThan(last);
          expect(instruction.end).toBeLessThanOrEqual(text.length);
          last = instruction.start;
          for (const command of scriptOf(file, instruction).commands) {
            expect(command.start).toBeGreaterThanOrEqual(instruction.start);
            expect(command.end).toBeLessThanOrEqual(text.length + 1);
          }
        }
        for (const { line, column, subject } of file.problems) {
          expect(line).toBeGreaterThan(0);
          expect(column).toBeGreaterThan(0);
          expect(subject).toBe(3);
        }
        for (const { baseStage, index } of file.stages) expect(baseStage ?? -1).toBeLessThan(index);
        shippedStages(file);
        commentWaivers(file);
      }),
      { numRuns: 400 },
    );
  });

  it('is a .dockerignore too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 40 }), (patterns, path) => {
        parseIgnore(patterns).excludedBy(path);
      }),
    );
  });
});

describe('ordinary files', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9./:=-]{0,10}$/);
  const line = fc.oneof(
    fc
      .tuple(fc.constantFrom('RUN', 'USER', 'WORKDIR', 'ENV', 'cmd', 'Expose'), fc.array(word, { minLength: 1, maxLength: 4 }))
      .map(([keyword, words]) => `${keyword} ${words.join(' ')}`),
    fc.tuple(word, word).map(([a, b]) => `RUN ${a} && \\\n  # comment\n  ${b}`),
    fc.tuple(word, word).map(([a, b]) => `COPY <<EOF /${a}\n${b}\nEOF`),
    fc.constantFrom('# note', ''),
  );

  it('give the instructions, in the places, that another parser finds', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), (lines, feed) => {
        const text = ['FROM a', ...lines].join('\n').replaceAll('\n', feed);
        const mine = parseDockerfile({ name: 'D', text }, 0).instructions.map(({ keyword, location }) => [
          keyword,
          location.line,
          location.endLine ?? location.line,
        ]);
        const theirs = DockerfileParser.parse(text)
          .getInstructions()
          .map((instruction) => [instruction.getKeyword(), instruction.getRange().start.line + 1, instruction.getRange().end.line + 1]);
        expect(mine).toEqual(theirs);
      }),
    );
  });

  it('give every word of a command the text it was written with', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), fc.constantFrom(' ', ' \\\n ', ' \\\r\n# c\r\n\t'), (words, gap) => {
        const text = `FROM a\nRUN ${words.join(gap)}\n`;
        const file = parseDockerfile({ name: 'D', text }, 0);
        const run = file.instructions[1];
        const found = run ? scriptOf(file, run).commands.flatMap((command) => [...command.assignments, ...command.words]) : [];
        expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(words);
      }),
    );
  });
});

describe('hostile sizes end soon', () => {
  const sized: readonly (readonly [string, string])[] = [
    ['a RUN of 1 MiB', `FROM a\nRUN ${'echo a && '.repeat(100_000)}true`],
    ['a RUN of 90,000 lines', `FROM a\nRUN ${'echo a && \\\n'.repeat(90_000)}true`],
    ['10,000 stages on each other', Array.from({ length: 10_000 }, (_, at) => `FROM s${at} AS s${at + 1}\n`).join('')],
    ['stages in a ring', 'FROM b AS a\nFROM a AS b\nFROM b AS a\n'.repeat(2_000)],
    [
      'stages that arguments may choose',
      Array.from({ length: 100 }, (_, at) => `FROM $${'{b}a'.repeat(15)} AS ${'a'.repeat(60)}${at}\n`).join(''),
    ],
    ['arguments that double', `${Array.from({ length: 1_000 }, (_, at) => `ARG A${at + 1}=$A${at}$A${at}x`).join('\n')}\nFROM $A1000`],
    ['arguments in a ring', `${'ARG A=$B\nARG B=$A\n'.repeat(2_000)}FROM $A`],
    ['an unterminated heredoc', `FROM a\nRUN <<EOF\n${'x\n'.repeat(100_000)}`],
    ['unterminated quotes', `FROM a\nENV A="${'x '.repeat(300_000)}`],
    ['open braces', `FROM ${'${a'.repeat(200_000)}`],
    ['open substitutions', `FROM a\nRUN ${'$('.repeat(100_000)}`],
    ['flags', `FROM a\nRUN ${'--a=b '.repeat(50_000)}x`],
  ];

  it.each(sized)(
    '%s',
    (_, text) => {
      const file = parseDockerfile({ name: 'D', text }, 0);
      expect(file.instructions.length).toBeGreaterThan(0);
      shippedStages(file);
      for (const instruction of file.instructions) scriptOf(file, instruction);
    },
    15_000,
  );
});
