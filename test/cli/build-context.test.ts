import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plimsoll } from './bundle.ts';

let root = '';
const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const judged = async (...words: string[]) => judgedWith({}, ...words);
const judgedWith = async (env: NodeJS.ProcessEnv, ...words: string[]) => {
  const { stdout, stderr, status } = await plimsoll(['check', ...words, '--rules', 'all', '--format', 'json'], { env });
  const found = status === 2 ? [] : JSON.parse(stdout).findings;
  const messages: string[] = found
    .filter(({ rule }: { rule: string }) => /^df-(?:context|copy-context|copy-ignored)/.test(rule))
    .map(({ rule, message }: { rule: string; message: string }) => `${rule}: ${message}`);
  return { messages, stderr, status };
};

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'plimsoll-context-'));
  put('build/app.Dockerfile', 'FROM debian:12-slim\nCOPY src /src\nCOPY docs /docs\n');
  put('context/.dockerignore', 'docs\nnode_modules\n');
  put('context/src/a.js', 'x\n');
  put('context/src/settings.env', 'DB_PASSWORD=Tr0ub4dor-and-3\n');
  put('context/keys/server.key', 'x\n');
  put('context/docs/a.md', 'x\n');
  put('context/node_modules/x/id_rsa', 'x\n');
  execFileSync('tar', ['-czf', join(root, 'context.tgz'), '-C', join(root, 'context'), '.']);
  put('none.tar', 'this is no tar, but long enough to be looked at as one'.repeat(20));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('plimsoll check --context', () => {
  it.each(['context', 'context.tgz'])('judges what is in %s as it would be sent', async (context) => {
    const { messages, stderr, status } = await judged(join(root, 'build/app.Dockerfile'), '--context', join(root, context));
    expect(status).toBe(1);
    expect(messages).toContain('df-context-secret: keys/server.key is sent to the builder');
    expect(messages.some((text) => /^df-context-secret: src\/settings\.env is sent to the builder: .+ in line 1$/.test(text))).toBe(true);
    expect(messages).toContain('df-copy-ignored: docs is kept out by "docs" (line 1 of .dockerignore)');
    expect(messages.join()).not.toContain('node_modules');
    expect(stderr).toMatch(/4 files, 1 KiB would be sent; largest: /);
  });

  it("looks for a team's own kinds of secret", async () => {
    const words = [join(root, 'build/app.Dockerfile'), '--context', join(root, 'own')];
    put('own/src/notes.txt', 'first\nacme_q7w8e9r0\n');
    const rule = { id: 'acme-token', title: 'ACME token', literals: ['acme_'], pattern: 'acme_[a-z0-9]{8}' };
    const sent = 'df-context-secret: src/notes.txt is sent to the builder: ACME token in line 2';
    expect((await judged(...words)).messages).not.toContain(sent);
    expect((await judgedWith({ PLIMSOLL_SECRET_RULES: JSON.stringify({ rules: [rule] }) }, ...words)).messages).toContain(sent);
    const wrong = { PLIMSOLL_SECRET_RULES: JSON.stringify({ rules: [{ ...rule, pattern: '(?<!x)acme_' }] }) };
    const { status, stderr } = await judgedWith(wrong, ...words);
    expect([status, stderr]).toEqual([2, expect.stringContaining('PLIMSOLL_SECRET_RULES: no list of secret rules: /rules/0/pattern')]);
  });

  it('takes the ignore file that is named after the Dockerfile', async () => {
    put('build/app.Dockerfile.dockerignore', '*\n!src/a.js\n[open\n');
    const { messages, stderr } = await judged(join(root, 'build/app.Dockerfile'), '--context', join(root, 'context'));
    rmSync(join(root, 'build/app.Dockerfile.dockerignore'));
    expect(stderr).toContain('1 files');
    expect(messages).toContain('df-copy-ignored: "[open" (line 3 of .dockerignore) is malformed, and the builder stops there');
  });

  it('refuses what is no context', async () => {
    for (const context of ['nowhere', 'none.tar']) {
      const { status, stderr } = await judged(join(root, 'build/app.Dockerfile'), '--context', join(root, context));
      expect([context, status]).toEqual([context, 2]);
      expect(stderr).toContain(context);
    }
    expect((await judged(join(root, 'context'), '--context', root)).status).toBe(2);
  });
});
