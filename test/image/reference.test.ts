import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReference, referenceText, repositoryOf } from '../../lib/image/reference.ts';
import { AppError } from '../../lib/model/error.ts';

const hex = 'a'.repeat(64);

describe('a reference', () => {
  it.each([
    ['alpine', 'docker.io/library/alpine:latest'],
    ['alpine:3.20', 'docker.io/library/alpine:3.20'],
    ['team/app', 'docker.io/team/app:latest'],
    ['docker.io/alpine', 'docker.io/library/alpine:latest'],
    ['index.docker.io/team/app:1', 'docker.io/team/app:1'],
    ['docker://alpine', 'docker.io/library/alpine:latest'],
    ['ghcr.io/team/app/part:v1.2', 'ghcr.io/team/app/part:v1.2'],
    ['GHCR.io/team/app', 'ghcr.io/team/app:latest'],
    ['localhost/app', 'localhost/app:latest'],
    ['REG/app', 'REG/app:latest'],
    ['localhost:5000/app:1', 'localhost:5000/app:1'],
    ['127.0.0.1:5000/a/b', '127.0.0.1:5000/a/b:latest'],
    ['[::1]:5000/app', '[::1]:5000/app:latest'],
    ['registry:5000/app', 'registry:5000/app:latest'],
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1', '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1'],
    [`alpine@sha256:${hex}`, `docker.io/library/alpine@sha256:${hex}`],
    [`alpine:3.20@sha256:${hex}`, `docker.io/library/alpine:3.20@sha256:${hex}`],
    ['a__b/c.d/e---f:Tag_1.x-Y', 'docker.io/a__b/c.d/e---f:Tag_1.x-Y'],
    ['registry:5000', 'docker.io/library/registry:5000'],
  ])('%s is %s', (text, expected) => expect(referenceText(parseReference(text))).toBe(expected));

  it('names a repository without tag and digest', () => {
    expect(repositoryOf(parseReference(`alpine:3@sha256:${hex}`))).toBe('docker.io/library/alpine');
  });

  it.each([
    '',
    ' ',
    'Alpine',
    'team/App',
    'a//b',
    '/a',
    'a/',
    'a:',
    'a:b:c',
    'a@',
    'a@sha256:abc',
    `a@sha512:${'a'.repeat(128)}`,
    `a@sha256:${hex.toUpperCase()}`,
    `a@sha256:${hex}@sha256:${hex}`,
    hex,
    'a_-b',
    'a___b',
    '.a/b',
    '-a',
    'a-',
    'host:99999/a',
    'host:0/a',
    'user@host/a',
    'https://host/a',
    'host/../a',
    'host/a/..%2f',
    'a\u0000b',
    'a\nb',
    'é/x',
    `x/${'a/'.repeat(130)}a`,
    `a:${'t'.repeat(129)}`,
    'a:.t',
    'x'.repeat(5_000),
  ])('%j is refused', (text) => {
    expect(() => parseReference(text)).toThrow(expect.objectContaining({ code: 'invalid-reference' }));
  });

  it('normalised once stays as it is; nothing else than a refusal is thrown', () => {
    const piece = fc.constantFrom('a', 'B', '0', '.', '-', '_', '/', ':', '@', 'sha256:', hex, 'docker.io', 'localhost', '[', ']', ' ');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
        ),
        (text) => {
          try {
            const once = referenceText(parseReference(text));
            expect(referenceText(parseReference(once))).toBe(once);
          } catch (error) {
            if (!(error instanceof AppError)) throw error;
            expect(error.code).toBe('invalid-reference');
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
