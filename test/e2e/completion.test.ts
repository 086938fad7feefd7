import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plimsoll } from '../cli/bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-completion-'));
const zshFile = join(folder, 'functions', '_plimsoll');
const fishFile = join(folder, 'plimsoll.fish');
beforeAll(async () => {
  mkdirSync(join(folder, 'functions'));
  writeFileSync(zshFile, (await plimsoll(['completion', 'zsh'])).stdout);
  writeFileSync(fishFile, (await plimsoll(['completion', 'fish'])).stdout);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lines = [
  ['plimsoll docto', 'doctor'],
  ['plimsoll policy lin', 'lint'],
  ['plimsoll check deploy/ --polic', '--policy'],
  ['plimsoll waiver create --unti', '--until-fixed'],
] as const;

it.each(lines)('fish completes %s', (line, word) => {
  const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', `source ${fishFile}; complete -C ${JSON.stringify(line)}`], {
    encoding: 'utf8',
    cwd: folder,
  });
  expect([stdout.trim(), stderr]).toEqual([word, '']);
});

/** A terminal of its own: what stands on the line after the tabulator is what its owner would see. The widget says so in a file. */
const zsh = (setUp: string, line: string): string => {
  const answer = join(folder, 'answer');
  rmSync(answer, { force: true });
  const script = `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell ${quoted(`autoload -Uz compinit; ${setUp}`)}
zpty -w shell ${quoted(`tell() { print -r -- $BUFFER > ${answer}.part; mv ${answer}.part ${answer} }; zle -N tell; bindkey "^X^T" tell`)}
zpty -w -n shell ${quoted(line)}$'\\t\\x18\\x14'
for ((i = 0; i < 500; i++)); do [[ -e ${answer} ]] && break; sleep 0.05; done
cat ${answer}`;
  return spawnSync('zsh', ['-f', '-c', script], { encoding: 'utf8', cwd: folder }).stdout.trim();
};
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

it.each(lines)('zsh completes %s, sourced or found on its path', (line, word) => {
  const completed = [...line.split(' ').slice(0, -1), word].join(' ');
  const dump = join(folder, 'dump');
  expect(zsh(`compinit -u -d ${dump}; source ${zshFile}`, line)).toBe(completed);
  expect(zsh(`fpath=(${join(folder, 'functions')} $fpath); compinit -u -d ${dump}.path`, line)).toBe(completed);
});
