import { describe, expect, it } from 'vitest';
import type { DockerfileFile } from '../../lib/dockerfile/file.ts';
import { parseDockerfile } from '../../lib/dockerfile/parse.ts';

const parse = (text: string): DockerfileFile => parseDockerfile({ name: 'Dockerfile', text }, 0);
const shape = (text: string): string[] =>
  parse(text).instructions.map(({ keyword, arguments: rest, onBuild }) => `${onBuild ? 'ONBUILD ' : ''}${keyword} ${rest}`);
const codes = (text: string): string[] => parse(text).problems.map(({ code }) => code);

describe('instructions', () => {
  it.each([
    ['joins continued lines as the builder does', 'FROM a\nRUN b \\\n  c\\\nd', ['FROM a', 'RUN b   cd']],
    ['leaves comment lines inside an instruction out', 'FROM a\nRUN b \\\n# no\n  # nor this\n  c', ['FROM a', 'RUN b   c']],
    ['goes on over empty lines', 'FROM a\nRUN b \\\n\n\n c', ['FROM a', 'RUN b  c']],
    ['does not continue after an escaped escape', 'FROM a\nRUN echo \\\\\nUSER b', ['FROM a', 'RUN echo \\\\', 'USER b']],
    ['continues after trailing space', 'FROM a\nRUN b \\  \t\n c', ['FROM a', 'RUN b  c']],
    ['ends with a file that ends in a continuation', 'FROM a\nRUN b \\', ['FROM a', 'RUN b']],
    ['takes another escape from its directive', '# escape=`\nFROM a\nRUN b `\n c \\', ['FROM a', 'RUN b  c \\']],
    ['ignores a directive after a comment', '# note\n# escape=`\nFROM a\nRUN b \\\n c', ['FROM a', 'RUN b  c']],
    ['reads keywords in any case', 'from a\nRuN b', ['FROM a', 'RUN b']],
    [
      'takes the trigger out of ONBUILD',
      'FROM a\nONBUILD RUN b\nONBUILD ONBUILD RUN c',
      ['FROM a', 'ONBUILD RUN b', 'ONBUILD ONBUILD RUN c'],
    ],
    ['keeps # inside a line', 'FROM a\nRUN echo a # b', ['FROM a', 'RUN echo a # b']],
  ])('%s', (_, text, expected) => {
    expect(shape(text)).toEqual(expected);
    expect(shape(text.replaceAll('\n', '\r\n'))).toEqual(expected);
    expect(shape(`\uFEFF${text}`)).toEqual(expected);
  });

  it('has the lines, columns and offsets of every instruction', () => {
    const text = '\uFEFFFROM a\r\n  RUN b \\\r\n    c\r\nUSER d\r\n';
    const { instructions } = parse(text);
    expect(instructions.map(({ location: { line, column, endLine } }) => [line, column, endLine])).toEqual([
      [1, 1, undefined],
      [2, 3, 3],
      [4, 1, undefined],
    ]);
    expect(instructions.map(({ start, end }) => text.slice(start, end))).toEqual(['FROM a', 'RUN b \\\r\n    c', 'USER d']);
  });

  it('reads flags with their places', () => {
    const text = 'FROM --platform=$BUILDPLATFORM a\nRUN --mount=type=cache,id="a b",target=/x --network=none b --c\nCOPY --link -- --x /y';
    const { instructions } = parse(text);
    expect(instructions.map(({ flags }) => flags.map(({ name, value }) => [name, value]))).toEqual([
      [['platform', '$BUILDPLATFORM']],
      [
        ['mount', 'type=cache,id=a b,target=/x'],
        ['network', 'none'],
      ],
      [['link', '']],
    ]);
    expect(instructions.flatMap(({ flags }) => flags.map(({ start, end }) => text.slice(start, end)))[1]).toBe(
      '--mount=type=cache,id="a b",target=/x',
    );
    expect(instructions.map((instruction) => instruction.arguments)).toEqual(['a', 'b --c', '--x /y']);
  });

  it('reads exec forms, and takes anything else for a shell form', () => {
    const json = (text: string) => parse(`FROM a\n${text}`).instructions[1]?.json?.map(({ value }) => value) ?? null;
    expect(json('CMD ["a", "b\\"c", "d e"]')).toEqual(['a', 'b"c', 'd e']);
    expect(json('CMD []')).toEqual([]);
    expect(json("CMD ['a']")).toBeNull();
    expect(json('CMD ["a", 1]')).toBeNull();
    expect(json('CMD ["a"')).toBeNull();
    expect(json('USER ["a"]')).toBeNull();
  });
});

describe('heredocs', () => {
  const heredocs = (text: string) =>
    parse(text).instructions.flatMap((instruction) => instruction.heredocs.map(({ name, content, expand }) => [name, content, expand]));

  it.each([
    ['one', 'FROM a\nRUN <<EOF\nb\nEOF\nUSER c', [['EOF', 'b\n', true]]],
    [
      'several',
      'FROM a\nCOPY <<A <<B /x/\n1\nA\n2\nB\n',
      [
        ['A', '1\n', true],
        ['B', '2\n', true],
      ],
    ],
    ['quoted', 'FROM a\nRUN <<"E" cat\n$x\nE', [['E', '$x\n', false]]],
    ['without tabs', 'FROM a\nRUN <<-E\n\tb\n\t\tc\n\tE', [['E', 'b\nc\n', true]]],
    ['with a file descriptor', 'FROM a\nRUN cat 3<<E\nb\nE', [['E', 'b\n', true]]],
    ['after a continuation', 'FROM a\nRUN cat \\\n <<E\nb\nE', [['E', 'b\n', true]]],
    ['in a trigger', 'FROM a\nONBUILD COPY <<E /x\nb\nE', [['E', 'b\n', true]]],
    ['none in quotes', 'FROM a\nRUN echo "<<E"\nUSER b', []],
    ['none in an exec form', 'FROM a\nRUN ["cat", "<<E"]\nUSER b', []],
    ['none in other instructions', 'FROM a\nENV A=<<E\nUSER b', []],
    ['none for a here-string', 'FROM a\nRUN cat <<<E\nUSER b', []],
  ])('%s', (_, text, expected) => {
    expect(heredocs(text)).toEqual(expected);
    expect(codes(text)).toEqual([]);
  });

  it('says which heredoc the file does not end', () => {
    expect(codes('FROM a\nRUN <<EOF\nb\n')).toEqual(['dockerfile-unterminated-heredoc']);
  });
});

describe('stages', () => {
  const bases = (text: string) => parse(text).stages.map(({ base, baseStage, name }) => [name, base, baseStage]);

  it.each([
    [
      'names are found whatever their case',
      'FROM a AS One\nFROM one',
      [
        ['One', 'a', null],
        ['', 'one', 0],
      ],
    ],
    [
      'only earlier stages can be named',
      'FROM b AS a\nFROM a AS b',
      [
        ['a', 'b', null],
        ['b', 'a', 0],
      ],
    ],
    [
      'a stage may have the name of its base',
      'FROM a AS a\nFROM a',
      [
        ['a', 'a', null],
        ['', 'a', 0],
      ],
    ],
    ['arguments before FROM are used', 'ARG T=1\nARG I=a:$T\nFROM $I', [['', 'a:1', null]]],
    [
      'arguments of a stage are not seen, but what was meant is',
      'FROM a\nARG T=1\nFROM b:$T',
      [
        ['', 'a', null],
        ['', 'b:1', null],
      ],
    ],
    ['defaults count', `FROM \${I:-a}:\${T-1}`, [['', 'a:1', null]]],
    ['alternatives count', `ARG X=1\nFROM a\${X:+:x}\${Y:+:y}`, [['', 'a:x', null]]],
    ['an argument without default is not known', 'ARG I\nFROM $I', [['', null, null]]],
    ['nor is the platform', 'FROM a:$TARGETARCH', [['', null, null]]],
    ['an argument may name itself', 'ARG A=$A\nFROM x$A', [['', 'x', null]]],
  ])('%s', (_, text, expected) => expect(bases(text)).toEqual(expected));

  it('does not begin a stage in a trigger', () => {
    expect(parse('FROM a\nONBUILD FROM b\nRUN c').stages.map(({ instructions }) => instructions.length)).toEqual([2]);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['nothing', '', ['dockerfile-empty']],
    ['comments alone', '# a\n\n', ['dockerfile-empty']],
    ['no FROM', 'ARG a', ['dockerfile-no-from']],
    ['an unknown instruction', 'FROM a\nFETCH b', ['dockerfile-unknown-instruction']],
    ['an instruction without arguments', 'FROM a\nUSER', ['dockerfile-missing-arguments']],
    ['a quote of ENV', 'FROM a\nENV A="b \\\n c\n', ['dockerfile-unterminated-quote']],
    ['an apostrophe of LABEL', "FROM a\nLABEL a it's", ['dockerfile-unterminated-quote']],
    ['a quote of COPY', 'FROM a\nCOPY "a b', ['dockerfile-unterminated-quote']],
    ['quotes that are closed or escaped', `FROM a\nENV A="it's" B=\\" C='"'\nCMD it's\nMAINTAINER O'Neil\nONBUILD ENV A="b\n`, []],
    ['quotes of a list', `FROM a\nVOLUME ["it's"]\n`, []],
    ['NUL', 'FROM a\0', ['dockerfile-binary']],
    ['a file that is too large', `FROM a\n${'#\n'.repeat(1_100_000)}`, ['dockerfile-too-large']],
  ])('%s has its code', (_, text, expected) => expect(codes(text)).toEqual(expected));
});
