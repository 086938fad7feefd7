import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addExamples, examples } from '../../lib/cli/define/examples.ts';
import { addGroups } from '../../lib/cli/define/groups.ts';
import { defineAll } from '../../lib/cli/program.ts';

const program = new Command('plimsoll');
defineAll(program, () => undefined);

type Named = { readonly path: string; readonly command: Command };
const all = (command: Command, path: readonly string[] = []): readonly Named[] =>
  command.commands.flatMap((child) => {
    const inner = [...path, child.name()];
    return [{ path: inner.join(' '), command: child }, ...all(child, inner)];
  });
const commands = all(program);

/** As a shell parts them, as far as the examples go. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

describe('the help of', () => {
  it.each(commands.map(({ path, command }) => [path, command] as const))('%s shows how it is used', (path, command) => {
    const lines = examples[path] ?? [];
    expect(lines.length).toBeGreaterThan(0);
    const known = new Set([...command.options.flatMap(({ long }) => long ?? []), '--help']);
    for (const line of lines) {
      const [, asTyped = ''] = /(?:^|\| )(plimsoll .*?)(?: > \S+)?$/.exec(line) ?? [];
      const isOfItsOwn = asTyped.startsWith(`plimsoll ${path} `) || asTyped === `plimsoll ${path}`;
      expect([line, isOfItsOwn]).toEqual([line, true]);
      const options = wordsOf(asTyped).filter((word) => word.startsWith('--'));
      if (command.commands.length === 0) expect([line, options.filter((option) => !known.has(option))]).toEqual([line, []]);
    }
  });

  it('every command stands behind its options', () => {
    const fresh = new Command('plimsoll').exitOverride();
    defineAll(fresh, () => undefined);
    addExamples(fresh);
    const shown: string[] = [];
    fresh.commands
      .find((one) => one.name() === 'image')
      ?.configureOutput({ writeOut: (text) => void shown.push(text) })
      .outputHelp();
    expect(shown.join('')).toMatch(/Options:[\s\S]*\nExamples:\n {2}plimsoll image /);
  });

  it('every command stands in a group', () => {
    const fresh = new Command('plimsoll').exitOverride();
    defineAll(fresh, () => undefined);
    addGroups(fresh);
    expect(fresh.commands.filter((command) => command.helpGroup() === '').map((command) => command.name())).toEqual([]);
  });

  it('nothing else has examples', () => {
    expect(Object.keys(examples).toSorted()).toEqual(['', ...commands.map(({ path }) => path)].toSorted());
  });
});
