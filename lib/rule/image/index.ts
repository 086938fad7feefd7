import type { Rule } from '../rule.ts';
import { duplicateIds, extraRoot } from './accounts.ts';
import { age } from './age.ts';
import { analysed } from './analysed.ts';
import { buildTools } from './build-tools.ts';
import { credentialFile } from './credential-file.ts';
import { emptyPassword } from './empty-password.ts';
import { endOfLife } from './end-of-life.ts';
import { entrypoint } from './entrypoint.ts';
import { healthcheck } from './healthcheck.ts';
import { history } from './history.ts';
import { labels } from './labels.ts';
import { latestTag } from './latest-tag.ts';
import { packageManager } from './package-manager.ts';
import { exposeSsh } from './ports.ts';
import { secret } from './secret.ts';
import { secretEnv } from './secret-env.ts';
import { setuid } from './setuid.ts';
import { shell } from './shell.ts';
import { signature } from './signature.ts';
import { wasted } from './size.ts';
import { systemVolume } from './system-volume.ts';
import { unneededPackages } from './unneeded-packages.ts';
import { userNumeric } from './user-numeric.ts';
import { userRoot } from './user-root.ts';
import { worldWritable } from './world-writable.ts';

/** A row a rule. */
export const imageRules: readonly Rule[] = [
  userRoot,
  userNumeric,
  setuid,
  shell,
  packageManager,
  healthcheck,
  secretEnv,
  emptyPassword,
  secret,
  credentialFile,
  worldWritable,
  extraRoot,
  duplicateIds,
  exposeSsh,
  systemVolume,
  latestTag,
  entrypoint,
  buildTools,
  unneededPackages,
  labels,
  age,
  history,
  analysed,
  endOfLife,
  wasted,
  signature,
];
