import type { Deps } from '../../ports/deps.ts';
import type { JobReceiver } from '../../ports/job-queue.ts';
import type { Log } from '../../ports/log.ts';
import type { TableWalk } from '../../ports/table.ts';
import type { VendorFindings } from '../../ports/vendor-findings.ts';
import { guardedTable } from '../../store/migration/guard.ts';
import { createEgress } from '../egress/egress.ts';
import type { PurposeRules } from '../egress/rules.ts';
import { systemClock } from '../embedded/clock.ts';
import { secretCredentials } from '../embedded/credentials.ts';
import { ulids } from '../embedded/ids.ts';
import type { Artifacts } from '../registry/distribution/artifacts.ts';
import { type Registries, registryRules } from '../registry/distribution/settings.ts';
import { dynamoTable } from './dynamodb/table.ts';
import { dynamoWalk } from './dynamodb/walk.ts';
import { type EcrClients, type EcrRoles, ecrClients } from './ecr/client.ts';
import { ecrCredentials } from './ecr/credentials.ts';
import { ecrFindings } from './ecr/findings.ts';
import type { EcrRegistry } from './ecr/registry-host.ts';
import { registryArtifacts, registryImages } from './images.ts';
import { sqsQueue } from './job-queue.ts';
import { secretsManager } from './secrets.ts';

export type AwsHomeOptions = {
  readonly table: string;
  readonly queueUrl: string;
  readonly secretPrefix: string;
  readonly log: Log;
  readonly registries: Registries;
  readonly webhooks: PurposeRules;
  /** Where the keys of token issuers are read. */
  readonly issuers: PurposeRules;
  /** Hosts that stand for a registry of ECR. */
  readonly ecrHosts: { readonly [host: string]: EcrRegistry };
  /** Roles to take on for registries of other accounts. */
  readonly ecrRoles: EcrRoles;
  /** Whether ECR may be asked to scan what it has not scanned. */
  readonly startEcrScans: boolean;
  readonly publicUrl?: string | undefined;
};

/** `artifacts`: what registries keep beside images, with the same credentials. */
export type AwsHome = {
  readonly deps: Deps;
  /** Every item, for who migrates the table. */
  walk(): TableWalk;
  readonly receiver: JobReceiver;
  readonly vendor: VendorFindings;
  artifacts(): Artifacts;
  readonly clients: EcrClients;
};

/** Opens nothing by itself: each client is made when it is first used. */
export const openAwsHome = ({
  table,
  queueUrl,
  secretPrefix,
  log,
  registries,
  webhooks,
  issuers,
  ecrHosts,
  ecrRoles,
  startEcrScans,
  publicUrl,
}: AwsHomeOptions): AwsHome => {
  const clock = systemClock;
  const queue = sqsQueue({ queueUrl });
  const secrets = secretsManager({ clock, prefix: secretPrefix });
  const clients = ecrClients(ecrRoles);
  const egress = createEgress({ purposes: { registry: registryRules(registries), webhook: webhooks, identity: issuers } });
  const credentials = ecrCredentials({ clients, clock, hosts: ecrHosts, roles: ecrRoles, others: secretCredentials(secrets) });
  return {
    deps: {
      table: guardedTable(dynamoTable({ table }), clock),
      queue,
      secrets,
      images: registryImages({ egress, registries, credentials }),
      egress,
      clock,
      ids: ulids(clock),
      log,
      publicUrl,
    },
    walk: () => dynamoWalk({ table }),
    receiver: queue,
    artifacts: () => registryArtifacts({ egress, registries, credentials }),
    clients,
    vendor: ecrFindings({ clients, hosts: ecrHosts, startScans: startEcrScans }),
  };
};
