import { setTimeout as wait } from 'node:timers/promises';

/**
 * What every client is made with. Endpoint, region and credentials come from the environment alone (`AWS_ENDPOINT_URL`, `AWS_REGION`),
 * so one path serves AWS and what stands in for it. Retries are the SDK's: standard mode, full jitter.
 */
export const clientSettings = {
  maxAttempts: 5,
  retryMode: 'standard',
  // Without the last member a late answer is only warned of. Source: @smithy/node-http-handler, NodeHttpHandlerOptions.
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
} as const;

/** For what the SDK does not retry by itself. */
export type Pace = { wait(ms: number): Promise<void>; random(): number };

export const systemPace: Pace = { wait: async (ms) => void (await wait(ms)), random: Math.random };

const baseMs = 25;
const longestMs = 2_000;

/** Full jitter. Source: AWS Architecture Blog, "Exponential Backoff And Jitter". */
export const backOff = (pace: Pace, attempt: number): Promise<void> =>
  pace.wait(pace.random() * Math.min(longestMs, baseMs * 2 ** attempt));
