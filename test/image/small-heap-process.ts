import { randomBytes } from 'node:crypto';
import { getHeapSpaceStatistics } from 'node:v8';
import { createThreadedZstd } from '../../lib/image/decompress/zstd-thread.ts';
import { startLayerThread } from '../../lib/image/layer/thread/thread.ts';
import { keepHeapSmall } from '../../lib/image/small-heap.ts';

// Makes a thread as a zstd layer does, then keeps some young objects alive at a time, and prints how large the young generation became.
keepHeapSmall();
const decoder = await createThreadedZstd({ deliver: () => true, fail: () => {} });
await decoder.write(randomBytes(16));
await decoder.end();
const deaf = "require('node:worker_threads').parentPort.on('message', () => {})";
const thread = startLayerThread(deaf, 64);
const started = new Promise((resolve) => process.once('worker', (worker) => worker.once('online', resolve)));
await started;
thread.end();
const kept: unknown[] = [];
for (let index = 0; index < 3_000_000; index += 1) kept[index % 50_000] = { index, text: `${index}` };
decoder.stop();
console.log(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size);
