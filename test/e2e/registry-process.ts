import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sha256 } from '../../lib/model/digest.ts';

export type RegistryProcess = { readonly host: string; stop(): Promise<void> };

/** Debian's docker-registry with a folder of its own on a free port. `auth` is YAML for its configuration's `auth` section. */
export const startRegistry = async (auth?: (folder: string) => Promise<string>): Promise<RegistryProcess> => {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-registry-'));
  const config = [
    'version: 0.1',
    'log: { level: info }',
    `storage: { filesystem: { rootdirectory: ${JSON.stringify(join(folder, 'data'))} } }`,
    'http: { addr: "127.0.0.1:0" }',
    auth ? `auth: ${await auth(folder)}` : '',
  ];
  const path = join(folder, 'config.yml');
  await writeFile(path, config.join('\n'));
  const child = spawn('docker-registry', ['serve', path], { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env['PATH'] } });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  const host = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`docker-registry ended with ${code}`)));
    createInterface({ input: child.stderr }).on('line', (line) => {
      const [, address] = /listening on (127\.0\.0\.1:\d+)/.exec(line) ?? [];
      if (address) resolve(address);
    });
  });
  return {
    host,
    stop: async () => {
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
};

export type Pushed = { readonly mediaType: string; readonly digest: `sha256:${string}`; readonly size: number };
export type Pusher = {
  blob(bytes: Uint8Array, mediaType: string): Promise<Pushed>;
  manifest(tag: string, body: { readonly mediaType: string; readonly [member: string]: unknown }): Promise<Pushed>;
};

/** Source: OCI distribution-spec, "Pushing a blob monolithically" and "Pushing Manifests". */
export const pusher = (host: string, repository: string, authorization?: string): Pusher => {
  const base = `http://${host}/v2/${repository}`;
  const send = async (method: string, url: string, body?: Uint8Array, type = 'application/octet-stream'): Promise<Response> => {
    const headers = { 'content-type': type, ...(authorization !== undefined && { authorization }) };
    const response = await fetch(url, { method, headers, ...(body && { body: Buffer.from(body) }) });
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
    await response.arrayBuffer();
    return response;
  };
  return {
    blob: async (bytes, mediaType) => {
      const begun = await send('POST', `${base}/blobs/uploads/`);
      const place = new URL(begun.headers.get('location') ?? '', base);
      place.searchParams.set('digest', sha256(bytes));
      await send('PUT', place.href, bytes);
      return { mediaType, digest: sha256(bytes), size: bytes.length };
    },
    manifest: async (tag, body) => {
      const bytes = Buffer.from(JSON.stringify(body));
      await send('PUT', `${base}/manifests/${tag}`, bytes, body.mediaType);
      return { mediaType: body.mediaType, digest: sha256(bytes), size: bytes.length };
    },
  };
};
