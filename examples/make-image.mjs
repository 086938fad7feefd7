// Builds examples/image, a small but real OCI layout, and examples/change.json, the request that hands it over with its manifests.
// The same bytes come out each time, so both are kept in the repository and a test compares them.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? here;
const layout = join(target, 'image');

const header = (path, { mode = 0o644, size = 0, type = '0', uid = 0 }) => {
  const block = Buffer.alloc(512);
  const octal = (value, at, length) => block.write(value.toString(8).padStart(length - 1, '0'), at);
  block.write(path, 0);
  octal(mode, 100, 8);
  octal(uid, 108, 8);
  octal(uid, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.fill(' ', 148, 156);
  block.write(type, 156);
  block.write('ustar\0', 257);
  block.write('00', 263);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
};
const tar = (entries) =>
  Buffer.concat([
    ...entries.flatMap(({ path, text = '', ...more }) => {
      const body = Buffer.from(text);
      return [header(path, { ...more, size: body.length }), body, Buffer.alloc((512 - (body.length % 512)) % 512)];
    }),
    Buffer.alloc(1024),
  ]);

const digest = (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const blob = (bytes) => {
  const name = digest(bytes);
  writeFileSync(join(layout, 'blobs/sha256', name.slice(7)), bytes);
  return { digest: name, size: bytes.length };
};
// The header's operating-system byte differs between platforms; a fixed one keeps the digest the same everywhere.
const packed = (bytes) => {
  const out = gzipSync(bytes, { level: 9 });
  out[9] = 255;
  return out;
};
const json = (value) => Buffer.from(JSON.stringify(value));

rmSync(layout, { recursive: true, force: true });
mkdirSync(join(layout, 'blobs/sha256'), { recursive: true });

const base = tar([
  { path: 'etc/', mode: 0o755, type: '5' },
  { path: 'etc/os-release', text: 'ID=alpine\nNAME="Alpine Linux"\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n' },
  { path: 'etc/passwd', text: 'root:x:0:0:root:/root:/bin/sh\nshop:x:10001:10001::/app:/sbin/nologin\n' },
  { path: 'lib/apk/db/installed', text: 'P:musl\nV:1.2.5-r0\nA:x86_64\nL:MIT\no:musl\n\nP:zlib\nV:1.3.1-r1\nA:x86_64\nL:Zlib\no:zlib\n\n' },
  { path: 'bin/', mode: 0o755, type: '5' },
  { path: 'bin/sh', mode: 0o755, text: '#!/bin/false\n' },
  { path: 'bin/su', mode: 0o4755, text: '#!/bin/false\n' },
]);
const app = tar([
  { path: 'app/', mode: 0o755, type: '5' },
  { path: 'app/package.json', text: '{"name":"shop","version":"1.4.0"}\n' },
  { path: 'app/node_modules/ms/package.json', text: '{"name":"ms","version":"2.0.0","license":"MIT"}\n' },
  { path: 'app/server.mjs', mode: 0o755, text: "import http from 'node:http';\nhttp.createServer((_, r) => r.end('ok')).listen(8080);\n" },
]);
const layers = [base, app].map((bytes) => ({ diff: digest(bytes), ...blob(packed(bytes)) }));
const created = '2026-11-01T09:00:00Z';
const config = blob(
  json({
    architecture: 'amd64',
    os: 'linux',
    created,
    config: {
      Env: ['PATH=/usr/bin:/bin', 'NODE_ENV=production'],
      Entrypoint: ['/app/server.mjs'],
      WorkingDir: '/app',
      ExposedPorts: { '8080/tcp': {} },
      Volumes: { '/app/cache': {} },
    },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diff) },
    history: [
      { created, created_by: 'ADD alpine-minirootfs.tar.gz / # buildkit' },
      { created, created_by: 'COPY . /app # buildkit' },
    ],
  }),
);
const mediaType = 'application/vnd.oci.image.manifest.v1+json';
const manifest = blob(
  json({
    schemaVersion: 2,
    mediaType,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
    layers: layers.map(({ digest: name, size }) => ({ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: name, size })),
  }),
);
writeFileSync(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}\n');
writeFileSync(
  join(layout, 'index.json'),
  `${JSON.stringify({ schemaVersion: 2, manifests: [{ mediaType, ...manifest, platform: { os: 'linux', architecture: 'amd64' }, annotations: { 'org.opencontainers.image.ref.name': 'latest', 'io.containerd.image.name': 'registry.example.com/shop/web:latest' } }] })}\n`,
);

const text = (name) => readFileSync(join(here, 'shop', name), 'utf8');
const change = {
  image: 'oci-layout:examples/image',
  manifests: [{ name: 'deployment.yaml', text: text('deployment.yaml') }],
  dockerfile: { name: 'Dockerfile', text: text('Dockerfile') },
};
writeFileSync(join(target, 'change.json'), `${JSON.stringify(change, null, 2)}\n`);
