import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { openAdvisories } from '../../lib/adapters/advisories/open.ts';
import { openEmbeddedHome } from '../../lib/adapters/embedded/home.ts';
import { startBackground } from '../../lib/cli/service.ts';
import { type Caller, scopes } from '../../lib/model/actor.ts';
import { startScan } from '../../lib/scan/start.ts';
import { readScan } from '../../lib/scan/store.ts';
import { pusher, startRegistry } from '../../test/e2e/registry-process.ts';
import { file, member } from '../../test/image/build.ts';
import type { Figure } from '../evaluate.ts';

const images = 100;
const goalPerSecond = 5;
const files = 300;
const cores = 2;
const caller: Caller = { tenant: 'bench', actor: { kind: 'system', job: 'bench' }, scopes, requestId: 'bench' };

/** About 17 MB of lines of words: the same for all images, so that it is packed once. */
const common = (): Buffer => {
  let state = 1;
  const word = (): string => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state.toString(36);
  };
  const text = (): string =>
    Array.from({ length: 1_000 }, () => `${word()} ${word()} = ${word()} ${word()} ${word()} ${word()};\n`).join('');
  const members = Array.from({ length: files }, (_, index) => member(file(`srv/app/part-${index}.js`, text())));
  return gzipSync(Buffer.concat([...members, Buffer.alloc(1024)]));
};

/** Images that wait in the queue, each with a layer of its own, in a registry on loopback: how fast they are done, and in how much memory. */
export const imageQueueFigures = async (): Promise<readonly Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-image-queue-'));
  const registry = await startRegistry();
  const registries = { [registry.host]: { insecure: true, internal: true } };
  const home = await openEmbeddedHome({ folder, log: { info: () => undefined, error: () => undefined }, registries });
  const advisories = openAdvisories(join(folder, 'advisories'));
  try {
    await pushAll(registry.host);
    const ids: string[] = [];
    for (let index = 0; index < images; index += 1)
      ids.push((await startScan(home.deps, caller, { images: [{ reference: `${registry.host}/app-${index}:1` }] })).id);
    const [begun, used] = [performance.now(), process.cpuUsage()];
    const background = startBackground(home, advisories);
    const peaks = await peaksOf(async () => countSucceeded(home.deps, ids));
    const [ms, { user, system }] = [performance.now() - begun, process.cpuUsage(used)];
    await background.stop();
    const [early = 0, late = 0] = [peaks[1], peaks[3]];
    const rate = images / (ms / 1000);
    const busy = (user + system) / 1000 / ms;
    return [
      {
        name: 'image-queue-drained',
        value: rate,
        unit: 'scans/s',
        against: `${images} images, goal ${goalPerSecond} 1/s`,
        ratio: rate / goalPerSecond,
      },
      {
        name: 'image-queue-cores',
        value: busy,
        unit: 'cores',
        against: `of ${cores}, the registry's share not counted`,
        ratio: busy / cores,
      },
      { name: 'image-queue-peak-rss', value: late, unit: 'MiB', against: 'the peak of the second quarter', ratio: early / late },
    ];
  } finally {
    advisories.close();
    home.close();
    await registry.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

const pushAll = async (host: string): Promise<void> => {
  const shared = common();
  for (let index = 0; index < images; index += 1) {
    const { blob, manifest } = pusher(host, `app-${index}`);
    const own = gzipSync(member(file('srv/app/package.json', JSON.stringify({ name: `app-${index}`, version: '1.0.0' }))));
    const layer = await blob(Buffer.concat([own, shared]), 'application/vnd.oci.image.layer.v1.tar+gzip');
    const body = { os: 'linux', architecture: 'amd64', config: {}, rootfs: { type: 'layers', diff_ids: [layer.digest] } };
    const config = await blob(Buffer.from(JSON.stringify(body)), 'application/vnd.oci.image.config.v1+json');
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    await manifest('1', { schemaVersion: 2, mediaType, config, layers: [layer] });
  }
};

const countSucceeded = async (deps: Parameters<typeof readScan>[0], ids: readonly string[]): Promise<number> => {
  let count = 0;
  for (const id of ids) {
    const state = (await readScan(deps, caller.tenant, id))?.record.state;
    if (state === 'failed') throw new Error(`scan ${id} failed`);
    if (state === 'succeeded') count += 1;
  }
  return count;
};

/** The most memory that was seen in each quarter of the queue. */
const peaksOf = async (done: () => Promise<number>): Promise<readonly number[]> => {
  const peaks = [0, 0, 0, 0];
  for (let count = 0; count < images; count = await done()) {
    const quarter = Math.floor((4 * count) / images);
    for (let look = 0; look < 10; look += 1) {
      peaks[quarter] = Math.max(peaks[quarter] ?? 0, process.memoryUsage.rss() / 1024 ** 2);
      await wait(50);
    }
  }
  return peaks;
};
