import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServerType } from '@hono/node-server';
import type { AdvisoryFolder } from '../../adapters/advisories/open.ts';
import { createEgress } from '../../adapters/egress/egress.ts';
import { systemClock } from '../../adapters/embedded/clock.ts';
import { openEmbeddedHome } from '../../adapters/embedded/home.ts';
import { jsonLinesLog } from '../../adapters/embedded/log.ts';
import { dockerConfigCredentials } from '../../adapters/registry/distribution/docker-config.ts';
import { registryRules } from '../../adapters/registry/distribution/settings.ts';
import { createApp } from '../../api/app.ts';
import { defaultRequestsPerMinute } from '../../api/deps.ts';
import { type AdminKey, ensureAdminKey } from '../../key/ensure-admin.ts';
import { publicUrlOf } from '../../model/public-url.ts';
import type { Log } from '../../ports/log.ts';
import { admissionKeyed } from '../admission-key.ts';
import { openedAdvisories } from '../advisory-folder.ts';
import { noteSources, scheduledUpdate, updateInterval } from '../advisory-schedule.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { fromEnvironment } from '../file-setting.ts';
import { igzipFromEnvironment } from '../igzip.ts';
import { listenOn } from '../listen.ts';
import { fromPeer, proxiesOf } from '../peer.ts';
import { registriesFromEnvironment } from '../registries.ts';
import { secretRulesFromEnvironment } from '../secret-rules.ts';
import { servedImages } from '../served-images.ts';
import { apiDeps, startBackground } from '../service.ts';
import { trustFromEnvironment } from '../trust.ts';
import { trustedRootFromEnvironment } from '../trusted-root.ts';

export type ServeOptions = { readonly home: string; readonly port: number; readonly host: string };

/** Open connections are cut after this long, so that a stop ends. */
const closeMs = 5_000;

/** `plimsoll serve`: API and worker in one process, until SIGTERM or SIGINT. Then nothing new is taken and what runs is finished or given back. */
export const serve = async (options: ServeOptions): Promise<ExitCode> => {
  const log = jsonLinesLog(systemClock, (line) => process.stderr.write(line));
  const registries = registriesFromEnvironment();
  const secretRules = secretRulesFromEnvironment();
  const trustedRoot = await trustedRootFromEnvironment();
  const egress = createEgress({
    purposes: {
      registry: registryRules(registries),
      webhook: { allow: listFrom('PLIMSOLL_ALLOW_WEBHOOKS'), insecure: listFrom('PLIMSOLL_INSECURE_WEBHOOKS') },
      identity: { allow: listFrom('PLIMSOLL_ALLOW_ISSUERS') },
    },
  });
  const credentials = dockerConfigCredentials(join(process.env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'), 'config.json'));
  const images = servedImages({ egress, registries, credentials, ...igzipFromEnvironment() }, process.env['PLIMSOLL_IMAGES'] ?? 'examples');
  const publicUrl = publicUrlOf(process.env['PLIMSOLL_PUBLIC_URL']);
  const home = await openEmbeddedHome({ folder: options.home, log, registries, publicUrl, replace: { images, egress } });
  const folder = process.env['PLIMSOLL_ADVISORIES'] ?? join(options.home, 'advisories');
  const advisories = await openedAdvisories(folder);
  const updates = updateChore(folder, advisories, log);
  const app = createApp({
    ...apiDeps(home.deps, Number(process.env['PLIMSOLL_REQUESTS_PER_MINUTE'] ?? defaultRequestsPerMinute), advisories),
    trust: trustFromEnvironment(),
  });
  const { server, port, scheme } = await listenOn(
    fromPeer(
      admissionKeyed(app.fetch, () => fromEnvironment('PLIMSOLL_ADMISSION_KEY')),
      proxiesOf(process.env['PLIMSOLL_PROXIES']),
    ),
    options,
  );
  // Shown once: a service that could not listen must not have made it.
  const admin = await ensureAdminKey(home.deps, fromEnvironment('PLIMSOLL_ADMIN_KEY')).catch((error: unknown) => {
    server.close();
    throw error;
  });
  const background = startBackground(home, advisories, updates, {
    ...(secretRules && { secretRules }),
    ...(trustedRoot && { trustedRoot: async () => trustedRoot }),
  });
  const stop = signalled();
  greet(`${scheme}://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`, admin);

  await stop;
  log.info('service stopping');
  for (const update of updates) update.stop();
  await Promise.all([closed(server), background.stop()]);
  advisories.close();
  home.close();
  log.info('service stopped');
  return exitCodes.allow;
};

/** None unless the environment asks for it: by itself the service fetches nothing. */
const updateChore = (folder: string, advisories: AdvisoryFolder, log: Log): readonly ReturnType<typeof scheduledUpdate>[] => {
  const everyMs = updateInterval(process.env['PLIMSOLL_ADVISORIES_EVERY']);
  if (everyMs === undefined) return [];
  noteSources(folder, process.env['PLIMSOLL_ADVISORIES_FROM']);
  // Not the script of the command line: that may be another, which starts the service.
  const command = [process.execPath, fileURLToPath(import.meta.url)] as const;
  return [scheduledUpdate({ folder, everyMs, command, log, now: systemClock.now }, advisories)];
};

const listFrom = (name: string): string[] =>
  (process.env[name] ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);

const closed = (server: ServerType): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), closeMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  });

const signalled = (): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });

/** The first start shows the key once; later ones name the variable that holds it. */
const greet = (address: string, admin: AdminKey): void => {
  const isFixed = fromEnvironment('PLIMSOLL_ADMIN_KEY') !== undefined;
  const isNew = admin.kind === 'created' && !isFixed;
  const key = isNew ? admin.token : isFixed ? '$PLIMSOLL_ADMIN_KEY' : '$PLIMSOLL_TOKEN';
  const lines = [
    `listening on ${address}`,
    `documentation ${address}/docs`,
    isNew
      ? `administrator key (shown once): ${key}`
      : `administrator key: ${isFixed ? 'PLIMSOLL_ADMIN_KEY' : 'as shown on the first start'}`,
    'judge the example, an image with its manifests and Dockerfile:',
    `  curl -s "${address}/v1/scans?wait=25" -H "authorization: Bearer ${key}" -H 'content-type: application/json' --data @examples/change.json`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
};
