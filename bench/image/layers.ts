import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '../../lib/model/digest.ts';

export type Layer = { readonly path: string; readonly digest: Digest; readonly size: number; readonly unpacked: number };

const debian = 'ca-certificates,python3,python3-numpy,python3-pip,git,curl,nodejs,npm,default-jre-headless,gcc,perl-modules-5.36';
const npm = { next: '14.2.15', typescript: '5.4.5', '@aws-sdk/client-s3': '3.600.0', webpack: '5.91.0', express: '4.18.2' };

const run = (command: string, args: readonly string[], cwd?: string): void => {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], ...(cwd ? { cwd } : {}) });
  if (error || status !== 0)
    throw new Error(`${command} is needed to build the image (apt-get install mmdebstrap): ${error?.message ?? status}`);
};

/** Debian's packages by mmdebstrap and npm's by npm, cut into layers as builds cut them; kept below `folder`, in `blobs/sha256`. */
export const buildLayers = async (folder: string): Promise<readonly Layer[]> => {
  const [root, app] = [join(folder, 'root'), join(folder, 'app')];
  if (!existsSync(root)) {
    mkdirSync(join(folder, 'blobs/sha256'), { recursive: true });
    run('mmdebstrap', ['--quiet', '--variant=minbase', `--include=${debian}`, 'bookworm', join(folder, 'root.tar')]);
    mkdirSync(root);
    run('tar', ['xf', join(folder, 'root.tar'), '-C', root, '--exclude', './dev/*']);
    rmSync(join(folder, 'root.tar'));
  }
  if (!existsSync(join(app, 'srv/app/node_modules'))) {
    mkdirSync(join(app, 'srv/app'), { recursive: true });
    writeFileSync(join(app, 'srv/app/package.json'), JSON.stringify({ name: 'app', version: '1.0.0', dependencies: npm }));
    run('npm', ['install', '--silent', '--no-audit', '--no-fund', '--ignore-scripts'], join(app, 'srv/app'));
  }
  const cuts: readonly (readonly string[])[] = [
    ['-C', root, '--exclude=./usr/share', '--exclude=./usr/lib/*', '.'],
    ['-C', root, './usr/lib/python3', './usr/lib/jvm', './usr/lib/git-core'],
    ['-C', root, './usr/share'],
    ['-C', root, '--exclude=./usr/lib/python3', '--exclude=./usr/lib/jvm', '--exclude=./usr/lib/git-core', './usr/lib'],
    ['-C', app, './srv'],
  ];
  const layers: Layer[] = [];
  for (const cut of cuts) layers.push(await packLayer(folder, cut));
  return layers;
};

const packLayer = async (folder: string, cut: readonly string[]): Promise<Layer> => {
  const file = join(folder, 'layer.tar');
  run('tar', ['--sort=name', '--numeric-owner', '-cf', file, ...cut]);
  const unpacked = statSync(file).size;
  run('gzip', ['-6', '-n', '-f', file]);
  const digest = await fileDigest(`${file}.gz`);
  const path = join(folder, 'blobs/sha256', digest.slice('sha256:'.length));
  renameSync(`${file}.gz`, path);
  return { path, digest, size: statSync(path).size, unpacked };
};

/** As a stream: a layer read whole would show in the memory that is measured. */
export const fileDigest = async (path: string): Promise<Digest> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
};
