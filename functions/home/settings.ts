import * as z from 'zod';
import type { AwsHomeOptions } from '../../lib/adapters/aws/home.ts';
import { registriesFromEnvironment } from '../../lib/cli/registries.ts';

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean),
  );

const ecrHosts = z.record(z.string(), z.object({ account: z.string().regex(/^\d{12}$/), region: z.string().min(1) }));

/** What serverless.yml puts into a function's environment. */
const environment = z.object({
  PLIMSOLL_TABLE: z.string().min(1),
  PLIMSOLL_QUEUE_URL: z.url(),
  PLIMSOLL_SECRET_PREFIX: z.string().min(1),
  PLIMSOLL_REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).default(6_000),
  /** JSON: hosts that stand for a registry of ECR. */
  PLIMSOLL_ECR_HOSTS: z
    .string()
    .default('{}')
    .transform((text) => ecrHosts.parse(JSON.parse(text))),
  /** Which pushes are scanned: patterns of repositories, with `*` and `**`. */
  PLIMSOLL_ECR_REPOSITORIES: list.transform((patterns) => (patterns.length > 0 ? patterns : ['**'])),
  PLIMSOLL_ECR_UNTAGGED: z.enum(['ignore', 'scan']).default('ignore'),
  PLIMSOLL_ECR_START_SCANS: z.stringbool().default(false),
  PLIMSOLL_ALLOW_WEBHOOKS: list,
  PLIMSOLL_INSECURE_WEBHOOKS: list,
});

export type Settings = Omit<AwsHomeOptions, 'log'> & {
  readonly requestsPerMinute: number;
  readonly pushes: { readonly repositories: readonly string[]; readonly untagged: 'ignore' | 'scan' };
};

export const settingsFromEnvironment = (): Settings => {
  const read = environment.parse(process.env);
  return {
    table: read.PLIMSOLL_TABLE,
    queueUrl: read.PLIMSOLL_QUEUE_URL,
    secretPrefix: read.PLIMSOLL_SECRET_PREFIX,
    requestsPerMinute: read.PLIMSOLL_REQUESTS_PER_MINUTE,
    registries: registriesFromEnvironment(),
    ecrHosts: read.PLIMSOLL_ECR_HOSTS,
    startEcrScans: read.PLIMSOLL_ECR_START_SCANS,
    webhooks: { allow: read.PLIMSOLL_ALLOW_WEBHOOKS, insecure: read.PLIMSOLL_INSECURE_WEBHOOKS },
    pushes: { repositories: read.PLIMSOLL_ECR_REPOSITORIES, untagged: read.PLIMSOLL_ECR_UNTAGGED },
  };
};
