import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { completionScript } from '../../lib/cli/complete.ts';
import { plimsoll } from './bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-support-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('plimsoll completion', () => {
  it('completes commands and options in bash', async () => {
    const { stdout, status } = await plimsoll(['completion', 'bash']);
    expect(status).toBe(0);
    const complete = (...words: string[]) => {
      const line = `COMP_WORDS=(plimsoll ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _plimsoll_words; echo "\${COMPREPLY[@]}"`;
      return spawnSync('bash', ['-c', `${stdout}\n${line}`], { encoding: 'utf8' }).stdout.trim();
    };
    expect(complete('doc')).toBe('doctor');
    expect(complete('policy', 'li')).toBe('lint');
    expect(complete('check', 'deploy/', '--pol')).toBe('--policy');
    expect(complete('check', '')).not.toContain('doctor');
  });

  it('knows zsh and fish, and no other', async () => {
    expect((await plimsoll(['completion', 'zsh'])).stdout).toMatch(/^#compdef plimsoll\n/);
    expect((await plimsoll(['completion', 'fish'])).stdout).toContain("complete -c plimsoll -n '__fish_use_subcommand' -a doctor");
    expect((await plimsoll(['completion', 'powershell'])).status).toBe(2);
  });

  it('writes nothing that a shell would run', () => {
    const program = new Command('plimsoll');
    program.command('$(id)');
    for (const shell of ['bash', 'zsh', 'fish'] as const)
      expect(completionScript(program, shell).match(/words="[^"]*\$\(id\)|-a \$/)).toBeNull();
  });
});

describe('plimsoll doctor', () => {
  it.each([
    [['--stage', 'prod_eu!'], '--stage prod_eu!'],
    [['--stage', 'prod', '--api', 'api.example.com'], '--api api.example.com'],
  ])('--aws refuses %j before it asks AWS', async (parameters, said) => {
    const { stderr, status } = await plimsoll(['doctor', '--aws', ...parameters]);
    expect(stderr).toContain(said);
    expect(status).toBe(2);
  });

  it('finds a sound machine sound, and says that advisories are missing', async () => {
    const { stdout, status } = await plimsoll(['doctor', '--home', join(folder, 'new')]);
    expect(status).toBe(0);
    expect(stdout.match(/^(ok|note|bad)/gm)).toEqual(['ok', 'ok', 'ok', 'note']);
  });

  it('finds a home that is a file, or open to others', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect((await plimsoll(['doctor', '--home', file])).status).toBe(3);
    chmodSync(folder, 0o755);
    const { stdout, status } = await plimsoll(['doctor', '--home', folder]);
    expect(status).toBe(0);
    expect(stdout).toContain(`chmod 700 ${folder}`);
  });

  it('asks a registry only when told to, and takes no address for a host', async () => {
    expect((await plimsoll(['doctor', '--home', join(folder, 'new'), '--registry', '127.0.0.1:1'])).status).toBe(3);
    expect((await plimsoll(['doctor', '--home', join(folder, 'new'), '--registry', 'me@example.com/x'])).status).toBe(3);
  });
});
