import { afterEach } from 'vitest';
import { createEgress } from '../../../lib/adapters/egress/egress.ts';
import type { Pace } from '../../../lib/adapters/registry/distribution/client.ts';
import { createImageSource, type ImageSourceOptions } from '../../../lib/adapters/registry/image-source.ts';
import type { AppError } from '../../../lib/model/error.ts';
import type { Egress } from '../../../lib/ports/egress.ts';
import { type FakeRegistry, startFakeRegistry } from '../../fixtures/registry/fake.ts';

const running: FakeRegistry[] = [];
afterEach(async () => {
  for (const registry of running.splice(0)) await registry.close();
});

export const fakeRegistry = async (): Promise<FakeRegistry> => {
  const registry = await startFakeRegistry();
  running.push(registry);
  return registry;
};

/** Waits are noted, not waited; time passes only with them. */
export const quickPace = (): Pace & { readonly waits: number[] } => {
  const waits: number[] = [];
  let now = Date.parse('2026-11-22T10:00:00Z');
  return {
    waits,
    now: () => now,
    random: () => 0.5,
    wait: async (ms, signal) => {
      signal?.throwIfAborted();
      waits.push(ms);
      now += ms;
    },
  };
};

export const loopbackEgress = (): Egress =>
  createEgress({ purposes: { registry: { allow: ['127.0.0.1', 'localhost'], insecure: ['127.0.0.1', 'localhost'] } } });

export const sourceFor = (options: Partial<ImageSourceOptions> = {}): ReturnType<typeof createImageSource> =>
  createImageSource({ egress: loopbackEgress(), pace: quickPace(), ...options });

export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'answered',
    (error: unknown) => (error as AppError).code ?? String(error),
  );
