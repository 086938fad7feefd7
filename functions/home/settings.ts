import * as z from 'zod';
import type { EcrRegistry } from '../../lib/adapters/aws/ecr/registry-host.ts';
import type { AwsHomeOptions } from '../../lib/adapters/aws/home.ts';
import { registriesFromEnvironment } from '../../lib/cli/registries.ts';
import { onUse } from '../../lib/model/on-use.ts';
import { publicUrlOf } from '../../lib/model/public-url.ts';

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean),
  );

const account = z.string().regex(/^\d{12}$/);
const ecrRegistry = onUse(() => z.strictObject({ account, region: z.string().regex(/^[a-z0-9-]{1,64}$/) }));
const ecrRoles = onUse(() => z.record(account, z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/)));
const ecrHosts = onUse(() => z.record(z.string(), ecrRegistry()));

/** JSON. Most installations leave it as it is, and its schema need not be built. */
const map = <T>(schema: () => z.ZodType<{ readonly [name: string]: T }>) =>
  z
    .string()
    .default('{}')
    .transform((text): { readonly [name: string]: T } => (text === '{}' ? {} : schema().parse(JSON.parse(text))));

/** What serverless.yml puts into a function's environment. */
const environment = z.object({
  PLIMSOLL_STAGE: z.string().default('dev'),
  PLIMSOLL_TABLE: z.string().min(1),
  PLIMSOLL_QUEUE_URL: z.url(),
  PLIMSOLL_SECRET_PREFIX: z.string().min(1),
  PLIMSOLL_REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).default(6_000),
  /** Hosts that stand for a registry of ECR. */
  PLIMSOLL_ECR_HOSTS: map(ecrHosts),
  /** Which pushes are scanned: patterns of repositories, with `*` and `**`. */
  PLIMSOLL_ECR_REPOSITORIES: list.transform((patterns) => (patterns.length > 0 ? patterns : ['**'])),
  PLIMSOLL_ECR_UNTAGGED: z.enum(['ignore', 'scan']).default('ignore'),
  /** Scans that pushes to one repository may start in a minute; the reconciler takes up the rest. */
  PLIMSOLL_ECR_SCANS_PER_MINUTE: z.coerce.number().int().min(1).default(60),
  PLIMSOLL_ECR_START_SCANS: z.stringbool().default(false),
  PLIMSOLL_ALLOW_WEBHOOKS: list,
  PLIMSOLL_PUBLIC_URL: z.string().optional().transform(publicUrlOf),
  PLIMSOLL_INSECURE_WEBHOOKS: list,
  PLIMSOLL_ALLOW_ISSUERS: list,
  /** Where the advisory database is published. */
  PLIMSOLL_ADVISORIES: z.string().trim().default(''),
  /** The one folder that a function may write to. */
  PLIMSOLL_ADVISORY_FOLDER: z.string().default('/tmp/advisories'),
  /** Roles to take on for registries of other accounts, by account. */
  PLIMSOLL_ECR_ROLES: map(ecrRoles),
  /** JSON: registries that the reconciler goes through. Default: that of the account and region. */
  PLIMSOLL_ECR_REGISTRIES: z
    .string()
    .default('[]')
    .transform((text) => (text === '[]' ? [] : z.array(ecrRegistry()).max(100).parse(JSON.parse(text)))),
  PLIMSOLL_ACCOUNT: account.optional(),
  AWS_REGION: z.string().optional(),
});

export type Settings = Omit<AwsHomeOptions, 'log'> & {
  readonly requestsPerMinute: number;
  readonly stage: string;
  readonly advisories: string;
  readonly advisoryFolder: string;
  readonly ecrRegistries: readonly EcrRegistry[];
  readonly pushes: { readonly repositories: readonly string[]; readonly untagged: 'ignore' | 'scan'; readonly perMinute: number };
};

export const settingsFromEnvironment = (): Settings => {
  // Read once: to compile a reader for it takes 2 ms of a cold start.
  const read = environment.parse(process.env, { jitless: true });
  return {
    stage: read.PLIMSOLL_STAGE,
    table: read.PLIMSOLL_TABLE,
    queueUrl: read.PLIMSOLL_QUEUE_URL,
    secretPrefix: read.PLIMSOLL_SECRET_PREFIX,
    requestsPerMinute: read.PLIMSOLL_REQUESTS_PER_MINUTE,
    registries: registriesFromEnvironment(),
    ecrHosts: read.PLIMSOLL_ECR_HOSTS,
    ecrRoles: read.PLIMSOLL_ECR_ROLES,
    startEcrScans: read.PLIMSOLL_ECR_START_SCANS,
    issuers: { allow: read.PLIMSOLL_ALLOW_ISSUERS },
    advisories: read.PLIMSOLL_ADVISORIES,
    advisoryFolder: read.PLIMSOLL_ADVISORY_FOLDER,
    ecrRegistries: registriesOf(read),
    publicUrl: read.PLIMSOLL_PUBLIC_URL,
    webhooks: { allow: read.PLIMSOLL_ALLOW_WEBHOOKS, insecure: read.PLIMSOLL_INSECURE_WEBHOOKS },
    pushes: {
      repositories: read.PLIMSOLL_ECR_REPOSITORIES,
      untagged: read.PLIMSOLL_ECR_UNTAGGED,
      perMinute: read.PLIMSOLL_ECR_SCANS_PER_MINUTE,
    },
  };
};

const registriesOf = ({ PLIMSOLL_ECR_REGISTRIES: listed, PLIMSOLL_ACCOUNT: account, AWS_REGION: region }: z.infer<typeof environment>) =>
  listed.length === 0 && account && region ? [{ account, region }] : listed;
