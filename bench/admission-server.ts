import { serve } from '@hono/node-server';
import { systemClock } from '../lib/adapters/embedded/clock.ts';
import { jsonLinesLog } from '../lib/adapters/embedded/log.ts';
import { createApp } from '../lib/api/app.ts';
import { fromPeer } from '../lib/cli/peer.ts';
import { recordVerdict } from '../lib/history/record.ts';
import { defaultTenant, ensureAdminKey } from '../lib/key/ensure-admin.ts';
import { type Caller, scopes } from '../lib/model/actor.ts';
import { activatePolicy } from '../lib/policy-version/activate.ts';
import { policyByName } from '../lib/policy-version/active.ts';
import { createPolicyVersion } from '../lib/policy-version/create.ts';
import { rules } from '../lib/rule/table.ts';
import { evaluate } from '../lib/verdict/evaluate.ts';
import { images, policyName } from './admission-review.ts';
import { memoryDeps } from './deps.ts';

const { deps } = await memoryDeps(jsonLinesLog(systemClock, (line) => void process.stderr.write(line)));

/** A policy of a hundred rules on what one object shows, and a stored verdict for every image. */
const prepare = async (): Promise<void> => {
  await ensureAdminKey(deps, 'bench');
  const caller: Caller = { tenant: defaultTenant, actor: { kind: 'system', job: 'bench' }, scopes, requestId: 'bench' };
  const chosen = rules.filter(({ on }) => on === 'container' || on === 'workload' || on === 'object').slice(0, 100);
  const document = {
    apiVersion: 'plimsoll.dev/v1',
    kind: 'Policy',
    metadata: { name: policyName },
    spec: { rules: chosen.map(({ id }) => id) },
  };
  const { version } = await createPolicyVersion(deps, caller, { text: JSON.stringify(document) });
  await activatePolicy(deps, caller, { name: policyName, digest: version.digest });
  const policy = await policyByName(deps, defaultTenant, policyName);
  const nothing = { evidence: [], missing: [], waivers: [], advisories: [], environment: null };
  const verdict = evaluate({ ...nothing, policy, now: deps.clock.now() });
  for (const { repository, digest } of images) {
    const platform = { os: 'linux', architecture: 'amd64' };
    const subject = { kind: 'image', ref: repository, digest, repository, platform } as const;
    await recordVerdict(deps, {
      tenant: defaultTenant,
      verdict: { ...verdict, decision: 'allow', subjects: [subject] },
      environment: null,
      scanId: null,
    });
  }
};

await prepare();
process.on('message', () => process.send?.({ cpuMs: cpuMs(), rssMb: process.memoryUsage().rss / 1e6 }));
process.on('disconnect', () => process.exit());
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
serve({ fetch: fromPeer(createApp(deps).fetch, []), port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send?.({ port }));
