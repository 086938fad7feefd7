import { setTimeout as wait } from 'node:timers/promises';
import { createApp } from '../../lib/api/app.ts';
import type { ApiDeps } from '../../lib/api/deps.ts';
import { trustFromEnvironment } from '../../lib/cli/trust.ts';
import { version } from '../../lib/cli/version.ts';
import type { FunctionHome } from './open.ts';

/** The whole API. Without `issues` the routes about vulnerabilities answer that no database is loaded. */
export const appOf = ({ deps, settings }: FunctionHome, issues?: ApiDeps['issues']): ReturnType<typeof createApp> =>
  createApp({
    ...deps,
    issues,
    version,
    requestsPerMinute: settings.requestsPerMinute,
    trust: trustFromEnvironment(),
    sleep: async (ms, signal) => void (await wait(ms, undefined, signal ? { signal } : {}).catch(() => undefined)),
  });
