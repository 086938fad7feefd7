import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openAdvisories } from '../../../lib/adapters/advisories/open.ts';
import { annotationsOf, artifactType, contentType } from '../../../lib/adapters/advisories/registry/format.ts';
import { type PullReport, pullAdvisories } from '../../../lib/adapters/advisories/registry/pull.ts';
import { createArtifacts } from '../../../lib/adapters/registry/distribution/artifacts.ts';
import { sha256 } from '../../../lib/model/digest.ts';
import type { FakeRegistry } from '../../fixtures/registry/fake.ts';
import { codeOf, fakeRegistry, loopbackEgress, quickPace } from '../registry/registry.ts';
import { buildOf, newFolder, record } from './folder.ts';

type Put = { readonly packed?: Buffer; readonly annotations?: { readonly [name: string]: string }; readonly type?: string };

/** A real build in a registry, right but for what a test says otherwise. */
const published = async (registry: FakeRegistry, put: Put = {}): Promise<string> => {
  const folder = newFolder();
  const { file, digest } = await buildOf(folder, [record('A-1', 'a', '1.0.0')]);
  const bytes = readFileSync(join(folder, file));
  const content = registry.putBlob(put.packed ?? gzipSync(bytes), contentType);
  registry.putManifest('v1', {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactType: put.type ?? artifactType,
    config: registry.putBlob(Buffer.from('{}'), 'application/vnd.oci.empty.v1+json'),
    layers: [content],
    annotations: { ...annotationsOf({ digest, builtAt: '2026-11-22T10:00:00Z', size: bytes.length }), ...put.annotations },
  });
  return `${registry.host}/sec/advisories:v1`;
};

const pull = (reference: string, folder: string): Promise<PullReport> =>
  pullAdvisories({ artifacts: createArtifacts({ egress: loopbackEgress(), pace: quickPace() }), reference, folder });

const idsIn = async (folder: string): Promise<readonly string[]> => {
  const advisories = openAdvisories(folder);
  await advisories.refresh();
  const ids = advisories.lookup('npm', 'a').map(({ id }) => id);
  advisories.close();
  return ids;
};

describe('pullAdvisories', () => {
  it('puts a published database in use and answers with its reference by digest', async () => {
    const registry = await fakeRegistry();
    const reference = await published(registry);
    const folder = newFolder();
    const report = await pull(reference, folder);
    expect(report.kind).toBe('pulled');
    expect(report.reference).toMatch(/\/sec\/advisories@sha256:[0-9a-f]{64}$/);
    expect(await idsIn(folder)).toEqual(['A-1']);
    expect((await pull(report.reference, folder)).kind).toBe('current');
    expect(readdirSync(folder).filter((name) => /building|pulling/.test(name))).toEqual([]);
  });

  it('fetches a database again whose file was damaged', async () => {
    const registry = await fakeRegistry();
    const reference = await published(registry);
    const folder = newFolder();
    const { file } = await pull(reference, folder);
    const path = join(folder, file);
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, -1));
    expect((await pull(reference, folder)).kind).toBe('pulled');
    expect(readFileSync(path).equals(whole)).toBe(true);
    expect(await idsIn(folder)).toEqual(['A-1']);
  });

  it('goes on where a killed process was cut off', async () => {
    const registry = await fakeRegistry();
    const reference = await published(registry);
    const folder = newFolder();
    const content = registry.requests.length;
    const manifest: { layers: { digest: string; size: number }[] } = await manifestOf(reference);
    const [{ digest, size } = { digest: '', size: 0 }] = manifest.layers;
    const bytes = Buffer.from(await (await fetch(`http://${registry.host}/v2/sec/advisories/blobs/${digest}`)).arrayBuffer());
    mkdirSync(folder, { recursive: true });
    // No process has this number: Linux counts to 4,194,304 at most.
    writeFileSync(join(folder, `pulling-${digest.slice(7, 39)}.99999999-1`), bytes.subarray(0, 1_000));
    expect((await pull(reference, folder)).kind).toBe('pulled');
    const asked = registry.requests.slice(content).findLast(({ path }) => path.includes(digest));
    expect(asked?.headers.range).toBe('bytes=1000-');
    expect(size).toBe(bytes.length);
    expect(await idsIn(folder)).toEqual(['A-1']);
  });

  it('keeps what came before a failure and goes on with it', async () => {
    const registry = await fakeRegistry();
    const reference = await published(registry);
    const folder = newFolder();
    let isBroken = true;
    registry.misbehave.push((request, response) => {
      if (!isBroken || !/blobs\/sha256/.test(request.url ?? '')) return false;
      if (request.headers.range) response.writeHead(500).end();
      else response.writeHead(200, { 'content-length': '9000' }).write(Buffer.alloc(0));
      response.destroy();
      return true;
    });
    expect(await codeOf(pull(reference, folder))).toBe('registry-unavailable');
    isBroken = false;
    expect((await pull(reference, folder)).kind).toBe('pulled');
  });

  it('begins anew after a part that does not fit', async () => {
    const registry = await fakeRegistry();
    const reference = await published(registry);
    const folder = newFolder();
    const [{ digest } = { digest: '' }] = (await manifestOf(reference)).layers;
    writeFileSync(join(folder, `pulling-${digest.slice(7, 39)}.free-1`), Buffer.alloc(500, 1));
    expect(await codeOf(pull(reference, folder))).toBe('image-corrupt');
    expect((await pull(reference, folder)).kind).toBe('pulled');
  });

  const wrong: readonly [string, Put, string][] = [
    ['an image', { type: 'application/vnd.oci.image.config.v1+json' }, 'image-unsupported'],
    ['another schema', { annotations: { 'dev.plimsoll.advisories.schema': '99' } }, 'image-unsupported'],
    ['no size', { annotations: { 'dev.plimsoll.advisories.size': '-1' } }, 'image-corrupt'],
    ['more than it announces', { packed: gzipSync(Buffer.alloc(50_000_000)) }, 'image-corrupt'],
    ['another content', { packed: gzipSync(Buffer.from('not the database')) }, 'image-corrupt'],
    ['what is not packed', { packed: Buffer.from('x'.repeat(1_000)) }, 'unavailable'],
  ];
  it.each(wrong)('refuses %s and leaves the former database in use', async (_what, put, code) => {
    const registry = await fakeRegistry();
    const reference = await published(registry, put);
    const folder = newFolder();
    await buildOf(folder, [record('OLD', 'a', '1.0.0')]);
    expect(await codeOf(pull(reference, folder))).toBe(code);
    expect(await idsIn(folder)).toEqual(['OLD']);
    expect(readdirSync(folder).filter((name) => name.startsWith('building'))).toEqual([]);
  });

  it('refuses a file whose own schema is another than its annotations say', async () => {
    const folder = newFolder();
    const { file } = await buildOf(folder, [record('A-1', 'a', '1.0.0')]);
    const bytes = readFileSync(join(folder, file));
    const at = bytes.indexOf('schema3');
    expect(at).toBeGreaterThan(0);
    bytes.write('schema9', at);
    const registry = await fakeRegistry();
    const annotations = annotationsOf({ digest: sha256(bytes), builtAt: '', size: bytes.length });
    const target = newFolder();
    expect(await codeOf(pull(await published(registry, { packed: gzipSync(bytes), annotations }), target))).toBe('unavailable');
    expect(existsSync(join(target, 'current.json'))).toBe(false);
  });

  it('two at once both end with the whole file', async () => {
    const registry = await fakeRegistry();
    const reference = await published(registry);
    const folder = newFolder();
    await Promise.all([pull(reference, folder), pull(reference, folder)]);
    expect(await idsIn(folder)).toEqual(['A-1']);
  });
});

const manifestOf = async (reference: string): Promise<{ layers: { digest: string; size: number }[] }> => {
  const [, host, name] = /^([^/]+)\/(.+):v1$/.exec(reference) ?? [];
  const response = await fetch(`http://${host}/v2/${name}/manifests/v1`);
  return JSON.parse(await response.text());
};
