import { expect, it } from 'vitest';
import type { Live } from './live.ts';

const manifests = [{ name: 'pod.yaml', text: 'apiVersion: v1\nkind: Pod\nmetadata: { name: hello }\n' }];
const more = 20;

/** Told and not judged: how fast an emulator is says nothing of AWS, but a leap is seen. */
export const speed = (live: () => Live): void => {
  it('from hello to 202', async () => {
    const ask = async (): Promise<number> => {
      const begun = performance.now();
      expect((await live().client.post('/v1/scans', { manifests })).status).toBe(202);
      return performance.now() - begun;
    };
    const times: number[] = [];
    for (let n = 0; n < more; n += 1) times.push(await ask());
    const sorted = [...times].sort((a, b) => a - b);
    const [median = 0, worst = 0] = [sorted[more / 2], sorted.at(-1)];
    process.stdout.write(
      `hello-to-202, emulated: first ${times[0]?.toFixed(0)} ms, median ${median.toFixed(0)} ms, worst ${worst.toFixed(0)} ms\n`,
    );
  });
};
