import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pinFiles } from '../../lib/cli/pin.ts';
import { type FakeRegistry, putImage, putIndex, startFakeRegistry } from '../fixtures/registry/fake.ts';
import { judge } from '../rule/dockerfile/judge.ts';

let registry: FakeRegistry;
beforeAll(async () => {
  registry = await startFakeRegistry();
});
afterAll(() => registry.close());

const pin = (text: string) => pinFiles([{ name: 'Dockerfile', text }]);

describe('plimsoll fix --pin', () => {
  it('writes the digest of the index behind the tag, of the image where there is no index, and nothing else', async () => {
    const amd64 = putImage(registry, 'one').manifest;
    const arm64 = putImage(registry, 'two', { architecture: 'arm64' }).manifest;
    const index = putIndex(registry, '1.2', [
      { ...amd64, platform: { os: 'linux', architecture: 'amd64' } },
      { ...arm64, platform: { os: 'linux', architecture: 'arm64' } },
    ]);
    const { host } = registry;
    const text = `# a note\r\nFROM ${host}/acme/base:1.2 AS build\r\nFROM ${host}/acme/base:two\r\nCOPY --from=${host}/acme/base:one /x /x\r\nCOPY --from=build /y /y\r\n`;
    const { files, pinned, left } = await pin(text);
    expect(left).toEqual([]);
    expect(pinned).toBe(3);
    expect(files[0]?.text).toBe(
      `# a note\r\nFROM ${host}/acme/base:1.2@${index.digest} AS build\r\nFROM ${host}/acme/base:two@${arm64.digest}\r\nCOPY --from=${host}/acme/base:one@${amd64.digest} /x /x\r\nCOPY --from=build /y /y\r\n`,
    );
    expect(judge(files[0]?.text ?? '').filter(({ rule }) => rule === 'df-base-digest')).toEqual([]);
    expect(await pin(files[0]?.text ?? '')).toEqual({ files, pinned: 0, left: [] });
  });

  it('says what stays as it is, and why', async () => {
    const { host } = registry;
    const text = `ARG V\nFROM ${host}/acme/base:$V\nFROM ${host}/acme/base:none\nFROM scratch\n`;
    const { files, left } = await pin(text);
    expect(files[0]?.text).toBe(text);
    expect(left).toEqual([expect.stringContaining('is decided by a variable'), expect.stringContaining('base:none')]);
  });

  it('writes it to the default of the argument that ends a name', async () => {
    const { digest } = putImage(registry, 'arg').manifest;
    const name = `${registry.host}/acme/base`;
    const text = `ARG V="arg" W=x\nARG I=${name}:arg\nFROM ${name}:\${V} AS a\nFROM ${name}:$V\nFROM $I\n`;
    const { files, left, pinned } = await pin(text);
    expect([left, pinned]).toEqual([[], 2]);
    expect(files[0]?.text).toBe(text.replace('"arg"', `"arg@${digest}"`).replace(':arg\n', `:arg@${digest}\n`));
    expect(await pin(files[0]?.text ?? '')).toEqual({ files, pinned: 0, left: [] });
  });

  it.each([
    ['serves two images', 'ARG V=arg\nFROM REG/acme/base:$V\nFROM REG/acme/other:$V'],
    ['is declared twice', 'ARG V=x\nARG V=arg\nFROM REG/acme/base:$V'],
    ['is read in a stage', 'ARG V=arg\nFROM REG/acme/base:$V\nARG V\nRUN echo $V'],
    ['is part of another', 'ARG V=arg\nARG W=$V\nFROM REG/acme/base:$V'],
    ['has no default of its own', `ARG V\nFROM REG/acme/base:\${V:-arg}`],
    ['does not end the name', 'ARG V=arg\nFROM REG/acme/base:$V-slim'],
  ])('leaves an argument that %s', async (_, form) => {
    const text = `${form.replaceAll('REG', registry.host)}\n`;
    const { files, left } = await pin(text);
    expect(files[0]?.text).toBe(text);
    expect(left.length).toBeGreaterThan(0);
  });

  it('asks for an image once, however often it is named', async () => {
    const before = registry.requests.length;
    putImage(registry, 'once');
    await pin(`FROM ${registry.host}/acme/base:once AS a\nFROM ${registry.host}/acme/base:once AS b\n`);
    expect(registry.requests.slice(before).filter(({ path }) => path.endsWith('/manifests/once'))).toHaveLength(1);
  });
});
