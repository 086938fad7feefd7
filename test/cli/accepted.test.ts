import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptedAt } from '../../lib/cli/accepted.ts';
import { plimsoll } from './bundle.ts';

describe('a comment beside a secret', () => {
  it.each([
    ['at the end of the line', ['KEY=x # plimsoll:ignore repository-secret -- a sample, OPS-1'], 1, 'a sample, OPS-1'],
    ['alone above', ['// plimsoll:ignore repository-secret -- a sample', 'x'], 2, 'a sample'],
    ['in a block', ['/* plimsoll:ignore df-sudo,repository-secret -- a sample */', 'x'], 2, 'a sample'],
    ['without a reason', ['x # plimsoll:ignore repository-secret'], 1, 'comment beside it'],
    ['of gitleaks', ['x # gitleaks:allow'], 1, 'gitleaks:allow'],
    ['of detect-secrets', ['x  # pragma: allowlist secret'], 1, 'pragma: allowlist secret'],
  ])('accepts it: %s', (_, lines, line, reason) => expect(acceptedAt(lines, line)?.reason).toBe(reason));

  it.each([
    ['of another rule', ['x # plimsoll:ignore df-sudo'], 1],
    ['behind other text above', ['a = 1 # plimsoll:ignore repository-secret', 'x'], 2],
    ['two lines above', ['# plimsoll:ignore repository-secret', '', 'x'], 3],
    ['that only names it', ['x # repository-secret'], 1],
  ])('does not: %s', (_, lines, line) => expect(acceptedAt(lines, line)).toBeUndefined());

  it('ends with its date, and one that cannot be read has passed', () => {
    expect(acceptedAt(['x # plimsoll:ignore repository-secret until 2027-01-31 -- y'], 1)).toEqual({
      reason: 'y',
      expiresAt: '2027-01-31T23:59:59Z',
    });
    expect(acceptedAt(['x # plimsoll:ignore repository-secret until soon -- y'], 1)?.expiresAt).toBe('soon');
  });
});

describe('plimsoll fs', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-accepted-'));
    writeFileSync(
      join(folder, 'a.env'),
      'A_PASSWORD=Tr0ub4dor-and-3 # plimsoll:ignore repository-secret -- a sample\nB_PASSWORD=C0rrect-h0rse-9\n',
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('shows what is accepted, and denies the rest', async () => {
    const { stdout, status } = await plimsoll(['fs', folder, '--format', 'json']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout).findings).toMatchObject([
      { rule: 'repository-secret', location: { line: 1 }, waiver: { reason: 'a sample', origin: 'comment' } },
      { rule: 'repository-secret', location: { line: 2 }, waiver: null },
    ]);
  });
});
