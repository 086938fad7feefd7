import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goPackages } from '../../../lib/image/catalogue/program/go.ts';
import { createLinkedScan } from '../../../lib/image/catalogue/program/go-linked.ts';
import { slices } from '../build.ts';

type Form = { readonly magic: number; readonly words: number; readonly size: 4 | 8; readonly quantum: number };
const forms = {
  'Go 1.20 and later on amd64': { magic: 0xfffffff1, words: 8, size: 8, quantum: 1 },
  'Go 1.18 on arm64': { magic: 0xfffffff0, words: 8, size: 8, quantum: 4 },
  'Go 1.16 on amd64': { magic: 0xfffffffa, words: 7, size: 8, quantum: 1 },
  'Go 1.20 on 386': { magic: 0xfffffff1, words: 8, size: 4, quantum: 1 },
} satisfies { [name: string]: Form };

/** A program with the table as cmd/link writes it: header, names of functions, and what else there is. */
const program = (names: readonly string[], { magic, words, size, quantum }: Form): Buffer => {
  const header = Buffer.alloc(8 + words * size);
  header.writeUInt32LE(magic, 0);
  header[6] = quantum;
  header[7] = size;
  const table = Buffer.from(names.map((name) => `${name}\0`).join(''), 'latin1');
  const write = (index: number, value: number): void => {
    if (size === 4) header.writeUInt32LE(value, 8 + index * size);
    else header.writeBigUInt64LE(BigInt(value), 8 + index * size);
  };
  write(0, names.length);
  write(words - 5, header.length);
  write(words - 4, header.length + table.length);
  const start = Buffer.concat([Buffer.from('\x7fELF', 'latin1'), Buffer.alloc(60)]);
  return Buffer.concat([start, header, table, Buffer.from('net/notlinked.Name\0'.repeat(20))]);
};

const scanned = (file: Buffer, pieces: Iterable<Buffer> = [file]): string[] | undefined => {
  const scan = createLinkedScan();
  let offset = 0;
  for (const piece of pieces) {
    scan.take(piece, offset);
    offset += piece.length;
  }
  const found = scan.packages();
  return found && [...found];
};

const names = [
  'go:buildid',
  'internal/abi.Kind.String',
  'type:.eq.github.com/x/never.T',
  'type..eq.github.com/x/never.T',
  'net/http.(*Transport).RoundTrip',
  'net/http.(*Transport).RoundTrip.func1',
  'golang.org/x/net/html.Parse',
  'gopkg.in/yaml%2ev3.Unmarshal',
  'slices.SortFunc[go.shape.[]github.com/x/never.T,go.shape.int]',
  'go.uber.org/zap.New',
  'main.main',
];
const packages = ['internal/abi', 'net/http', 'golang.org/x/net/html', 'gopkg.in/yaml.v3', 'slices', 'go.uber.org/zap', 'main'];

describe('packages that a Go program links', () => {
  it.each(Object.entries(forms))('are read from the names of its functions: %s', (_, form) => {
    expect(scanned(program(names, form))).toEqual(packages);
  });

  it('are the same however the file is cut', () => {
    const file = program(names, forms['Go 1.20 and later on amd64']);
    for (const length of [1, 3, 7, 16, 61, 100]) expect(scanned(file, slices(file, length))).toEqual(packages);
  });

  it('are not known of a program without such a table, or with one that is cut or says nonsense', () => {
    const file = program(names, forms['Go 1.20 and later on amd64']);
    expect(scanned(Buffer.alloc(4096, 0xf1))).toBeUndefined();
    expect(scanned(file.subarray(0, 200))).toBeUndefined();
    const far = Buffer.from(file);
    far.writeBigUInt64LE(2n ** 60n, 64 + 8 + 4 * 8);
    expect(scanned(far)).toBeUndefined();
    expect(scanned(program(['x'.repeat(200_000)], forms['Go 1.20 and later on amd64']))).toBeUndefined();
  });

  it('need no more than the bytes, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(120), (bytes, at) => {
        const file = program(names, forms['Go 1.20 and later on amd64']);
        file.set(bytes.subarray(0, file.length - at), at);
        for (const name of scanned(file) ?? []) expect(name).toMatch(/^[\w.~+/-]+$/);
      }),
    );
  });

  const build = {
    version: 'go1.22.1',
    modules: [
      'path\texample.com/app/cmd/server',
      'mod\texample.com/app\tv1.0.0',
      'dep\tgolang.org/x/net\tv0.10.0',
      'dep\tgithub.com/a/b\tv1.0.0',
      'dep\tgithub.com/a/b/sub\tv1.1.0',
      'dep\tgithub.com/old/name\tv1.0.0',
      '=>\tgithub.com/new/name\tv1.2.0',
      'build\tGOOS=linux',
      'build\tGOARCH=amd64',
    ].join('\n'),
  };
  const built = { system: 'linux', architecture: 'amd64' };
  const linked = [
    'main',
    'net/http',
    'golang.org/x/net/html',
    'github.com/a/b',
    'github.com/a/b/sub/x',
    'github.com/old/name/y',
    'example.com/app/z',
  ];

  it('belong to the module with the longest path, replaced ones to what replaces them, main to the program', () => {
    const found = [...goPackages(build, 'app', new Set(linked))].flatMap((find) => (find.kind === 'package' ? [find.package] : []));
    expect(Object.fromEntries(found.map(({ name, linked: parts }) => [name, parts]))).toEqual({
      stdlib: { ...built, packages: ['net/http'] },
      'example.com/app': { ...built, packages: ['cmd/server', 'z'] },
      'golang.org/x/net': { ...built, packages: ['html'] },
      'github.com/a/b': { ...built, packages: [''] },
      'github.com/a/b/sub': { ...built, packages: ['x'] },
      'github.com/new/name': { ...built, packages: ['y'] },
    });
  });

  it('are left out where nothing tells', () => {
    for (const find of goPackages(build, 'app')) expect(find.kind === 'package' && 'linked' in find.package).toBe(false);
  });
});
