import { spawn } from 'node:child_process';
import type { Layer } from './layers.ts';

const atOnce = 2;

/**
 * What other programs take to fetch every layer, hash it, unpack it by igzip and list the names in it, two layers at once: the least that work with igzip
 * takes here, before anybody looks into a file.
 */
export const listByIgzip = async (layers: readonly Layer[], urlOf: (layer: Layer) => string): Promise<void> => {
  const waiting = [...layers];
  const work = async (): Promise<void> => {
    for (let layer = waiting.pop(); layer; layer = waiting.pop()) await run(urlOf(layer));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
};

const line = 'set -o pipefail; curl -sSf "$1" | tee >(openssl dgst -sha256 >/dev/null) | igzip -dc | tar -t >/dev/null';

const run = (url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', line, 'bash', url], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error('curl, openssl and tar are needed (apt-get install curl openssl)')),
    );
  });
