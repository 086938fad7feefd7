import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../lib/dockerfile/parse.ts';
import { scriptOf } from '../../lib/dockerfile/shell/script.ts';

const script = (text: string) => {
  const file = parseDockerfile({ name: 'Dockerfile', text: `FROM a\n${text}` }, 0);
  const instruction = file.instructions.findLast(({ keyword }) => keyword === 'RUN' || keyword === 'HEALTHCHECK');
  if (!instruction) throw new Error('no RUN');
  return { ...scriptOf(file, instruction), text: file.text };
};
const names = (text: string): string[] => script(text).commands.map(({ name }) => name);

describe('commands in RUN', () => {
  it.each([
    ['lists', 'RUN a && b || c; d & e', ['a', 'b', 'c', 'd', 'e']],
    ['pipes', 'RUN a | b |& c', ['a', 'b', 'c']],
    ['groups and subshells', 'RUN { a; } && (b; c)', ['a', 'b', 'c']],
    [
      'control flow',
      'RUN if a; then b; elif c; then d; else e; fi; for x in 1; do f; done; while g; do h; done; case x in y) i;; esac',
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'],
    ],
    ['functions', 'RUN f() { a; }; f', ['a', 'f']],
    ['substitutions', 'RUN a "$(b `c`)" <(d)', ['a', 'b', 'c', 'd']],
    ['folders and quotes of the name', 'RUN /usr/bin/a && "b" && \\c', ['a', 'b', 'c']],
    ['wrappers', 'RUN sudo -u x env A=1 nice -n 5 a && timeout 5 b && xargs -n 1 c', ['a', 'b', 'c']],
    ['scripts in quotes', 'RUN bash -euxo pipefail -c "a && b"', ['bash', 'a', 'b']],
    ['eval', "RUN eval 'a | b'", ['eval', 'a', 'b']],
    ['exec forms', 'RUN ["/bin/a", "b"]', ['a']],
    ['exec forms of a shell', 'RUN ["sh", "-c", "a && b"]', ['sh', 'a', 'b']],
    ['a heredoc as script', 'RUN <<EOF\na\nb && c\nEOF', ['a', 'b', 'c']],
    ['a heredoc for another program', 'RUN <<EOF\n#!/usr/bin/env python3\nimport a\nEOF', []],
    ['a heredoc with an interpreter', 'RUN <<EOF\n#!/bin/bash\na\nEOF', ['a']],
    ['a heredoc as input', 'RUN cat <<EOF > /x && b\nsudo c\nEOF', ['cat', 'b']],
    ['a heredoc that a shell reads', 'RUN <<EOF bash && c\na\nb\nEOF', ['bash', 'a', 'b', 'c']],
    ['the same behind options and wrappers', 'RUN sudo bash -euxo pipefail -s -- x <<"EOF"\na\nEOF', ['bash', 'a']],
    ['a here-string that a shell reads', 'RUN bash <<< "a && b"', ['bash', 'a', 'b']],
    ['a heredoc behind options of a shell', 'RUN bash -sx a <<EOF\nb\nEOF', ['bash', 'b']],
    ['a heredoc behind a named option', 'RUN bash -eo errexit -O extglob <<EOF\na\nEOF', ['bash', 'a']],
    ['a heredoc that a script of a shell reads', 'RUN bash x.sh <<EOF\na\nEOF', ['bash']],
    ['the last of several inputs', 'RUN sh <<A <<B\na\nA\nb\nB', ['sh', 'b']],
    ['health checks', 'HEALTHCHECK --interval=5s CMD a || b', ['a', 'b']],
    ['no PowerShell', 'SHELL ["powershell", "-Command"]\nRUN a; b', []],
    ['no program when a variable decides', 'RUN $A b', ['']],
    ['comments are none', 'RUN a # && b', ['a']],
  ])('%s', (_, text, expected) => expect(names(text)).toEqual(expected));

  it('have their places through continuations, comments and heredocs', () => {
    const { commands, text } = script('RUN a && \\\n  # note\n\tb "c d" \\\r\n  e\n');
    expect(commands.map(({ start, end }) => text.slice(start, end))).toEqual(['a', 'b "c d" \\\r\n  e']);
    const body = script('RUN <<-EOF\n\ta 1\n\t\tb 2\n\tEOF\n');
    expect(body.commands.map(({ start, end }) => body.text.slice(start, end))).toEqual(['a 1', 'b 2']);
    const read = script('RUN <<-EOF bash\n\ta 1\n\t\tb 2\n\tEOF\n');
    expect(read.commands.map(({ start, end }) => read.text.slice(start, end))).toEqual(['<<-EOF bash', 'a 1', 'b 2']);
  });

  it('know what is decided at run time', () => {
    const { commands } = script('RUN a lit "q $X" \'$Y\' $(z) *.c');
    expect(commands[0]?.words.map(({ value, literal }) => [value, literal])).toEqual([
      ['a', true],
      ['lit', true],
      ['q $X', false],
      ['$Y', true],
      ['$(z)', false],
      ['*.c', true],
    ]);
  });

  it('know what they set, and what they are called through', () => {
    const { commands } = script('RUN A=1 B="2" sudo env C=3 x; export D=4');
    expect(commands.map(({ wrappers, assignments }) => [wrappers, assignments.map(({ name, value }) => `${name}=${value}`)])).toEqual([
      [
        ['sudo', 'env'],
        ['A=1', 'B=2', 'C=3'],
      ],
      [[], ['D=4']],
    ]);
  });

  it('say when nothing in them can be edited', () => {
    expect(script('RUN a && sh -c "b"').commands.map(({ exact }) => exact)).toEqual([true, true, false]);
  });

  it('follow SHELL and the base image', () => {
    const family = (text: string) => script(text).shell;
    expect(family('SHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nRUN a')).toEqual({ family: 'bash', explicit: true, pipefail: true });
    expect(family('RUN a')).toEqual({ family: 'posix', explicit: false, pipefail: false });
    expect(family('FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN a')?.family).toBe('cmd');
    expect(family('SHELL ["bash", "-c"]\nFROM b\nRUN a')?.family).toBe('posix');
  });

  it('report a script that the shell cannot read', () => {
    expect(script('RUN echo "a').errors.length).toBeGreaterThan(0);
    expect(script('RUN a && (b').errors.length).toBeGreaterThan(0);
    expect(script('RUN a && b').errors).toEqual([]);
  });
});
