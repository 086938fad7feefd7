import type { Rule } from '../rule.ts';
import { emptyPassword } from './empty-password.ts';
import { healthcheck } from './healthcheck.ts';
import { packageManager } from './package-manager.ts';
import { secretEnv } from './secret-env.ts';
import { setuid } from './setuid.ts';
import { shell } from './shell.ts';
import { userNumeric } from './user-numeric.ts';
import { userRoot } from './user-root.ts';

/** A row a rule. */
export const imageRules: readonly Rule[] = [userRoot, userNumeric, setuid, shell, packageManager, healthcheck, secretEnv, emptyPassword];
